"""Postings written to tell one job from another: what two companies say of themselves, and the work of several jobs."""

ABOUT = """Nordhafen runs ferries between twelve islands, in summer every hour and in winter as often as the ice allows.
Four hundred people work on board, in the yards and in an office above the old fish market.
We have been owned by those who work here since 1987, and nobody is paid more than four times what anybody else is.
Last year we carried two million passengers, nine thousand bicycles and one circus.
Our ships are between three and forty years old, and we know each of them by the sound of its engine."""
VALUES = """We speak plainly, we write down what we decide, and we say early when something goes wrong.
Whoever is on call gets the next day off, no questions asked.
Meetings end after forty minutes because the ferry leaves.
We would rather repair than replace, and rather ask than guess.
Nobody here needs to know everything, but everybody should want to know why."""
OFFER = """Thirty days of holiday, and one more for every five years that you stay.
A pass for all our lines for you and one other person.
A pension to which we add as much as you do.
Lunch in the canteen of the yard, cooked by somebody who used to run a restaurant.
Two weeks a year in which you learn something that has nothing to do with your work."""
LAW = """We welcome everybody whatever their age, origin, faith, sex, family or disability.
If you need help with your application, call the number on our contact page and we will sort it out together.
We keep what you send us for six months and then delete it.
Agencies, please do not send us profiles that we have not asked for.
Everybody who works on board needs a medical certificate, which we pay for."""
BOILERPLATE = "\n".join((ABOUT, VALUES, OFFER, LAW))

# What distinguishes a job; each line is a duty or a demand.
PIPELINES = """You build the pipelines that bring ticket sales, weather and positions of ships into our warehouse.
You model the tables from which timetables, prices and crews are planned.
You make loads that fail at night fail loudly, and be repeated without harm.
You move our old exports to Airflow and dbt, one after the other.
You review what others write in SQL and Python, and have yours reviewed.
You know how to partition a large table, and when not to.
You have kept a warehouse running for people who depend on it for some years."""
REPORTS = """You answer what the captains, the harbours and the treasurer ask about our numbers.
You build dashboards in Power BI which people open without being told to.
You find out why a line loses passengers, by data and by riding it.
You explain to somebody in a hurry what a chart does not show.
You calculate what a later last ferry would cost and bring.
You write SQL daily, and Excel does not frighten you.
You have worked as an analyst before, or studied something with statistics in it."""
MODELS = """You forecast how many passengers stand on which pier at which hour.
You train models that tell a broken engine by its sound before it stops.
You measure what a forecast is worth against what a dispatcher would have guessed.
You bring models into service, watch them drift and fit them anew.
You design experiments with fares, and stop those that harm anybody.
You are at home in Python, scikit-learn and the mathematics underneath.
You hold a degree in a quantitative field, or can show that you need none."""
KITCHEN = """You prepare two hundred breakfasts before the first ferry leaves.
You order fish from the market below and bread from the bakery across the quay.
You keep the kitchen so clean that the inspector gets bored.
You plan the week's dishes with what the season gives.
You train those who are new and let nobody lift the large pots alone.
You have cooked for many at once and stayed friendly.
You hold a certificate of hygiene, or get one with us in the first week."""
# PIPELINES after some months, by somebody else.
PIPELINES_EDITED = PIPELINES.replace("Airflow and dbt, one after the other", "Dagster and dbt this year").replace(
    "You know how to partition a large table, and when not to.",
    "You have opinions on partitions, and reasons for them.",
)
PIPELINES_GERMAN = """Du baust die Strecken, auf denen Verkäufe, Wetter und Orte der Schiffe in unser Lager kommen.
Du entwirfst die Tabellen, nach denen Fahrpläne, Preise und Mannschaften geplant werden.
Du sorgst dafür, dass nachts nichts still und leise scheitert und alles ohne Schaden wiederholt werden kann.
Du holst unsere alten Ausfuhren nach Airflow und dbt, eine nach der anderen.
Du liest, was andere in SQL und Python schreiben, und lässt deins lesen.
Du weißt, wie man eine große Tabelle teilt, und wann man es lässt.
Du hast einige Jahre lang ein Lager betrieben, auf das sich Menschen verlassen."""
# Said by every shop of a chain.
CREW = """You greet everybody who comes in and make coffee the way they like it.
You keep the counter, the tables and the machine clean.
You count the till at the end of your shift with a second person.
You work early one week and late the next, and can swap with others.
You need no experience, as we show you all that there is to know in your first two weeks.
You get a meal on every shift and a share of the tips."""
SHORT = "Data engineer wanted for our office above the fish market. Call us."


def shown(*parts: str) -> str:
    """Return a posting's text of some parts."""
    return "\n\n".join(parts)


def cut(text: str, words: int = 60) -> str:
    """Return the beginning of a text, as some boards show it."""
    return " ".join(text.split()[:words]) + " …"
