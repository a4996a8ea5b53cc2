"""Words that say the same, words that say nothing of their own, and verbs: data for the gate."""

import functools

from quotewise.assistant.gate.wording import stem

# Each line is one meaning; the first word stands for it. A word stands in one line only.
ALIKE = """
keep retain stay remain preserve
give provide offer supply
take accept receive
use employ utilise utilize
turn convert
need require
decrease cut reduce
increase raise rise
begin start launch commence initiate
end stop finish terminate halt cease
create build generate produce
show display present reveal
find detect discover identify locate
remove delete erase drop discard
whole entire complete
newest latest
directly straight
automatic automatically itself
cost price charge fee
fast quick rapid
dear expensive costly
dearer costlier pricier
large big huge
larger bigger
largest biggest
small tiny
permit allow enable let
choose pick select
run execute
watch observe
maximum max
minimum min
image picture
human person people
machine instance
hourly hour
daily day
weekly week
nightly overnight night
monthly month
warn alert alarm notify
interrupt interruption
reach hit attain
respond response reply
quickly rapidly
different distinct
approximately roughly about
forbid prohibit
repair fix
act action
gather collect
own owned
split divide
merge combine join
retire retired discontinue discontinued
deletion removal
identifier id
configure configuration config
parameter param
dataset data-set
vcpu vcpus
reshape transform
location place
wrong incorrect
right correct
duplicate duplicated
"""

# A claim may hold these though its quote does not: they name the frame, not the fact.
EMPTY = """
before after use work mean refer name call include involve consist contain hold have take accept receive get give
provide offer supply support cover serve apply concern describe define explain measure report say state mention note
tell list show allow let enable several various multiple data service option way type kind sort thing case example
number amount value total purpose approach method technique tool item aspect term concept strategy choice decision
situation scenario choose prefer favour favor opt consider regard make lie become down happen occur put come check
good suitable appropriate right suited thanks answer approximately according usually typically generally normally
commonly basically simply currently exactly precisely compare comparison relation respect aws amazon following
preferable fit indicate signify suggest responsible alternative
based unlike overly correctly properly recommend known different another
"""

# Verbs that a label leaves out: "Cache: the last rows" says that it keeps them.
LIGHT = """
keep do make need run try handle point manage live lie sit suit fit come last exist turn fill span shift find show
tell answer solve perform treat help move write mention deliver apply require expect return reach begin start continue
act serve depend rely lead bring set store hold span suffer indicate involve
process extract produce struggle achieve
"""

VERBS = """
accept access act add affect aggregate agree allow analyse analyze answer append apply approve ask assign attach audit
avoid back become begin belong block break bring build buy cache call capture care carry catch cause change charge
check choose clean clear clip combine come compare compile compress compute configure connect consume contain continue
control converge convert cope copy cost count cover create cross cut decide decode decrease decrypt define delete
deliver deny depend deploy describe detect determine differ direct disable discard distribute divide do double
download draw drift drop emit enable encode encrypt end enforce ensure estimate evaluate exceed exist expire explain
export expose extract fail feed fetch fill filter find finish fit flow flush fool force forecast forget freeze fuse
gain generate get give go grant grow guess handle happen help hide hold hurt identify ignore improve include increase
index inject insert inspect install interpolate invoke join keep know lack lag land last launch lead leak learn leave
let lie limit linger list listen live load lock lose lower make manage mean measure measured merge migrate mix mount
move name need notify observe obtain occur offer operate outgrow own park pass pay perform permit pick plot point
predict prevent print produce prohibit protect prove provide publish pull punish push put query raise rank reach read
rebuild receive recommend redact reduce refer refuse register reject release remember remove repeat replace replay
reply report require rescale reserve reset reshape respond restart restore restrict retain retire retrain retry return
reuse reveal reverse rise roll rotate run save say scan search see select sell send separate serve share shift show
shrink shrug shuffle shut sign sit skip smooth solve sort speed spend split spread stand start state stay stop stream
struggle suffer suit supply support suppress survive switch sync take talk tell terminate tolerate touch train
transform transmit travel treat trigger trust try tune turn understand undo unload update upload use validate vary
wait want warn waste watch win work worsen write yield arrive arise assemble assess boost calculate cancel categorise
categorize classify coordinate deal decline deduplicate degrade derive drive eliminate emulate enhance evolve examine
extend facilitate favour favor federate imply impute indicate infer inform inherit initialise initialize integrate
introduce isolate iterate fix archive enlarge widen expect consist look maximise maximize mask mention mimic minimise
minimize mislead modify multiply obey optimise optimize overlap override overwrite penalise penalize persist prefer
prepare preprocess preserve prioritise prioritize propagate prune purge quantify recognise recognize recompute recover
reflect rely rename render replicate resample resize resolve resume revert revoke rewrite satisfy seem simplify
simulate span specify stratify submit substitute subtract succeed suggest summarise summarize surpass sustain
transcribe translate truncate undergo unify vectorise vectorize verify violate weigh wrap anonymise anonymize
orchestrate provision authenticate authorise authorize synthesise synthesize serialise serialize normalise normalize
standardise standardize tokenise tokenize visualise visualize
"""

NOUN_ENDINGS = tuple(
    ending + plural
    for ending in "ion ment ent ant ness ity er or al ance ence able ible ive age ism ist ure".split()
    for plural in ("", "s")
)
VERB_FORMS = frozenset(
    "slows slowed speeds sets defaults labels loads scores scales stores models requests calls".split()
)  # else nouns

IRREGULAR = {
    form: base
    for base, forms in {
        "add": "added adding adds", "become": "became", "begin": "began begun",
        "break": "broke broken",
        "bring": "brought",
        "build": "built",
        "buy": "bought", "catch": "caught", "choose": "chose chosen", "come": "came", "draw": "drew drawn",
        "fall": "fell fallen", "feed": "fed", "find": "found", "forget": "forgot forgotten", "freeze": "froze frozen",
        "get": "got gotten", "give": "gave given", "go": "went gone", "grow": "grew grown", "hide": "hid hidden",
        "hold": "held", "keep": "kept", "know": "knew known", "lead": "led", "leave": "left", "lie": "lay lain lies",
        "lose": "lost", "make": "made", "mean": "meant", "meet": "met", "pay": "paid", "rise": "rose risen",
        "run": "ran", "say": "said", "see": "saw seen", "sell": "sold", "send": "sent", "shrink": "shrank shrunk",
        "spend": "spent", "stand": "stood", "take": "took taken", "teach": "taught", "tell": "told",
        "think": "thought",
        "universal": "general generally generic", "voluntary": "optional optionally",
        "override": "overrode overridden", "understand": "understood", "win": "won", "write": "wrote written",
    }.items()
    for form in forms.split()
}  # fmt: skip


@functools.cache
def _alike() -> dict[str, str]:
    table: dict[str, str] = {}
    for line in ALIKE.strip().splitlines():
        first, *rest = line.split()
        for word in (first, *rest):
            table.setdefault(stem(word), stem(first))
    return table


@functools.lru_cache(maxsize=100_000)
def meaning(word: str) -> str:
    """What a word in lower case stands for: its stem, or that of the word that means the same."""
    found = stem(IRREGULAR.get(word, word))
    return _alike().get(found, found)


@functools.cache
def _meanings(words: str) -> frozenset[str]:
    return frozenset(meaning(word) for word in words.split())


def is_empty(word: str) -> bool:
    """Whether a meaning names the frame of a statement and not its fact."""
    return word in _meanings(EMPTY)


def is_verb(word: str) -> bool:
    """Whether a word in lower case is known as a form of a verb."""
    if word.endswith(NOUN_ENDINGS) and not {word, word.removesuffix("s")} & _literal_verbs():
        return False
    return word in VERB_FORMS or meaning(word) in _meanings(VERBS)


@functools.cache
def _literal_verbs() -> frozenset[str]:
    return frozenset(VERBS.split())


def is_literal_verb(word: str) -> bool:
    """Whether a word in lower case is the plain form of a verb we know."""
    return word in _literal_verbs()


def is_light(word: str) -> bool:
    """Whether a meaning is that of a verb which a label with a colon stands for."""
    return word in _meanings(LIGHT)
