"""TrueRole among the estimators of scikit-learn: a classifier of roles, and a vectorizer of skills.

>>> from truerole.sklearn import RoleClassifier, SkillVectorizer
>>> make_pipeline(SkillVectorizer(), LogisticRegression()).fit(texts, labels)
"""

from truerole.sklearn.role_classifier import RoleClassifier
from truerole.sklearn.skill_vectorizer import SkillVectorizer

__all__ = ["RoleClassifier", "SkillVectorizer"]
