"""Labels as Prodigy, doccano, Label Studio and Argilla write and read them, in the fields of TrueRole's own files."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

from truerole.core.errors import DataError
from truerole.core.normalise import coerce
from truerole.core.reading import ROLES
from truerole.data.labels.role_names import parse_role

Tool = Literal["prodigy", "doccano", "label-studio"]
Fields = Mapping[str, Any]
# What Label Studio's tables have besides the columns of the task and of the choice.
_OF_LABEL_STUDIO = frozenset(("annotation_id", "annotator", "created_at", "id", "lead_time", "updated_at", "text"))
# What is told of a label beside its text and its roles.
_BESIDE = ("title", "source", "board", "external_id", "sure", "labeller")


def plain_labels(fields: Fields) -> Iterator[Fields]:
    """Yield the labels of a record with the fields `text`, `role` and `second`; of a record of no tool, as given.

    Raises DataError for a record that is no label: rejected, skipped, discarded, or of places in the text.
    """
    if isinstance(fields.get("answer"), str):
        yield _of_prodigy(fields)
    elif isinstance(fields.get("annotations"), list) and isinstance(fields.get("data"), dict):
        yield from _of_label_studio(fields["data"], fields["annotations"])
    elif "lead_time" in fields and "annotation_id" in fields:
        yield _of_label_studio_table(fields)
    elif isinstance(fields.get("responses"), dict | list) or any(str(name).endswith(".responses") for name in fields):
        yield from _of_argilla(fields)
    elif "annotation" in fields and ("inputs" in fields or "status" in fields):
        yield _of_early_argilla(fields)
    else:
        given = next((name for name in ("label", "labels") if isinstance(fields.get(name), list)), None)
        own = {**fields, "text": fields["data"]} if isinstance(fields.get("data"), str) else fields
        yield _with_roles(own, fields[given], "label", "labels") if given else own


def _of_prodigy(fields: Fields) -> Fields:
    if fields["answer"] != "accept":
        raise DataError(f"Prodigy's answer is {fields['answer'][:20]!r}, so it is no label")
    beside = fields["meta"] if isinstance(fields.get("meta"), dict) else {}
    given = fields["accept"] if fields.get("accept") is not None else fields.get("label")
    by = {"labeller": fields["_annotator_id"]} if fields.get("_annotator_id") else {}
    return _with_roles({**beside, **fields, **by}, given, "accept", "label", "meta", "options")


def _of_label_studio(data: Fields, annotations: Iterable[Any]) -> Iterator[Fields]:
    said = [one for one in annotations if isinstance(one, dict) and not one.get("was_cancelled")]
    if not said:
        raise DataError("nobody has labelled it in Label Studio, or it was skipped there")
    for one in said:
        results = [part.get("value") or {} for part in one.get("result") or [] if part.get("type") == "choices"]
        by = _name_of(one.get("completed_by"))
        names = [name for value in results for name in value.get("choices") or []]
        yield _with_roles({**({"labeller": by} if by else {}), **data}, names)


def _of_label_studio_table(fields: Fields) -> Fields:
    """Return the label of a row of Label Studio's CSV or JSON-MIN, whose column for the choice has any name."""
    others = {name: _choices(value) for name, value in fields.items() if name not in _OF_LABEL_STUDIO}
    known = [name for name, given in others.items() if given and all(map(parse_role, given))]
    column = next((name for name in (*known, "choice", "label", "sentiment", "role") if name in others), None)
    by = _name_of(fields.get("annotator"))
    own = {name: value for name, value in fields.items() if name not in ("id", "annotator", column)}
    return _with_roles({**({"labeller": by} if by else {}), **own}, others.get(column or "", []))


def _of_argilla(fields: Fields) -> Iterator[Fields]:
    """Yield the submitted responses of a record; raises DataError where there is none."""
    text = fields["fields"] if isinstance(fields.get("fields"), dict) else {}
    said = [one for one in _responses(fields) if one.get("status") in (None, "submitted")]
    if not said:
        raise DataError("nobody has submitted a label in Argilla, or it was discarded there")
    for one in said:
        by = _name_of(one.get("user_id"))
        own = {name: value for name, value in fields.items() if not isinstance(value, dict | list)}
        yield _with_roles({**own, **text, **({"labeller": by} if by else {})}, one.get("value"))


def _responses(fields: Fields) -> Iterator[Fields]:
    """Yield the responses of a record of Argilla 2, as the client writes them, or flattened as in data sets."""
    given = fields.get("responses")
    lists = given.values() if isinstance(given, dict) else [given] if isinstance(given, list) else []
    for one in lists:
        yield from (part for part in one or [] if isinstance(part, dict))
    for name in [name for name in fields if name.endswith(".responses") and isinstance(fields[name], list)]:
        users, states = (fields.get(f"{name}.{of}") or [None] * len(fields[name]) for of in ("users", "status"))
        for value, user, status in zip(fields[name], users, states, strict=False):
            yield {"value": value, "user_id": user, "status": status}


def _of_early_argilla(fields: Fields) -> Fields:
    if str(fields.get("status") or "").lower() == "discarded" or fields["annotation"] in (None, "", []):
        raise DataError("nobody has labelled it in Argilla, or it was discarded there")
    own = {name: value for name, value in fields.items() if name not in ("inputs", "annotation", "prediction")}
    inputs = fields["inputs"] if isinstance(fields.get("inputs"), dict) else {}
    by = {"labeller": fields["annotation_agent"]} if fields.get("annotation_agent") else {}
    return _with_roles({**own, **inputs, **by}, fields["annotation"])


def _with_roles(fields: Fields, given: object, *without: str) -> Fields:
    """Return the fields with one or two roles; raises DataError for none, for more, and for labels of places."""
    if isinstance(given, list) and any(isinstance(one, list | dict) for one in given):
        raise DataError("it labels places in the text, not the text")
    names = _choices(given)
    if not names:
        raise DataError("nobody has labelled it")
    if len(names) > 2:
        raise DataError(f"it has {len(names)} labels; a role, and a second one, are the most")
    own = {name: value for name, value in fields.items() if name not in without}
    return own | dict(zip(("role", "second"), names, strict=False))


def _choices(value: object) -> list[str]:
    """Return the names in a cell: a name, a list of them, as text too, {"choices": [...]}, or "a#b" of doccano."""
    if isinstance(value, dict):
        value = value.get("choices")
    value = coerce.listed(value)
    if isinstance(value, str) and "#" in value:
        value = value.split("#")
    return [name for one in (value if isinstance(value, list) else [value]) if (name := coerce.line(one))]


def _name_of(user: object) -> str | None:
    """Return the name of an annotator; None for none, and for a number, which names nobody here."""
    if isinstance(user, dict):
        user = user.get("email") or user.get("username")
    return user if isinstance(user, str) and not user.isdigit() else None


def records_for(tool: Tool, labels: Sequence[Fields]) -> list[dict[str, Any]]:
    """Return labels with their texts as records that a tool imports; labels without a text are left out."""
    make: dict[str, Callable[[Fields, list[str], dict[str, Any]], dict[str, Any]]] = {
        "prodigy": _for_prodigy,
        "doccano": _for_doccano,
        "label-studio": _for_label_studio,
    }
    return [
        make[tool](one, [one["role"], *([one["second"]] if one["second"] else [])], _beside(one))
        for one in labels
        if one["text"]
    ]


def _beside(label: Fields) -> dict[str, Any]:
    return {name: label[name] for name in _BESIDE if label[name] is not None}


def _for_prodigy(label: Fields, roles: list[str], beside: dict[str, Any]) -> dict[str, Any]:
    options = [{"id": role, "text": role.replace("_", " ")} for role in ROLES]
    own = {"text": label["text"], "options": options, "accept": roles, "answer": "accept"}
    return {**own, "_annotator_id": beside.pop("labeller", None), "meta": beside}


def _for_doccano(label: Fields, roles: list[str], beside: dict[str, Any]) -> dict[str, Any]:
    return {"text": label["text"], "label": roles, **beside}


def _for_label_studio(label: Fields, roles: list[str], beside: dict[str, Any]) -> dict[str, Any]:
    result = {"from_name": "role", "to_name": "text", "type": "choices", "value": {"choices": roles}}
    return {"data": {"text": label["text"], **beside}, "annotations": [{"result": [result]}]}
