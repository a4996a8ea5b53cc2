"""Forms of English verbs, told from nouns and participles: the words, and where one makes a sentence."""

import functools
import re
from collections.abc import Iterator

from quotewise.assistant.gate.wording import stem

VERBS = frozenset(
    """
    accept access act add affect aggregate agree alarm alert allow analyse analyze anonymise anonymize answer append
    apply approve archive arise arrive ask assemble assess assign attach attain audit authenticate authorise authorize
    avoid back become begin belong block boost break bring build buy cache calculate call cancel capture care carry
    catch categorise categorize cause cease change charge check choose classify clean clear clip combine come commence
    compare compile compress compute configure connect consist consume contain continue control converge convert
    coordinate cope copy cost count cover create cross cut deal decide decline decode decrease decrypt deduplicate
    define degrade delete deliver deny depend deploy derive describe detect determine differ direct disable discard
    discontinue discover display distribute divide do double download draw drift drive drop eliminate emit employ
    emulate enable encode encrypt end enforce enhance enlarge ensure erase estimate evaluate evolve examine exceed
    execute exist expect expire explain export expose extend extract facilitate fail favor favour federate feed fetch
    fill filter find finish fit fix flow flush fool forbid force forecast forget freeze fuse gain generate get give go
    grant grow guess halt handle happen help hide hit hold hurt identify ignore imply improve impute include increase
    index indicate infer inform inherit initialise initialize inject insert inspect install integrate interpolate
    introduce invoke isolate iterate join keep know lack lag land last launch lead leak learn leave let lie limit
    linger list listen live load locate lock look lose lower make manage mask maximise maximize mean measure mention
    merge migrate mimic minimise minimize mislead mix modify mount move multiply name need normalise normalize notify
    obey observe obtain occur offer operate optimise optimize orchestrate outgrow overlap override overwrite own park
    pass pay penalise penalize perform permit persist pick plot point predict prefer prepare preprocess present
    preserve prevent print prioritise prioritize produce prohibit propagate protect prove provide provision prune
    publish pull punish purge push put quantify query raise rank reach read rebuild receive recognise recognize
    recommend recompute recover redact reduce refer reflect refuse register reject release rely remain remember remove
    rename render repair repeat replace replay replicate reply report require resample rescale reserve reset reshape
    resize resolve respond restart restore restrict resume retain retire retrain retry return reuse reveal reverse
    revert revoke rewrite rise roll rotate run satisfy save say scan search see seem select sell send separate
    serialise serialize serve share shift show shrink shrug shuffle shut sign simplify simulate sit skip smooth solve
    sort span specify speed spend split spread stand standardise standardize start state stay stop stratify stream
    struggle submit substitute subtract succeed suffer suggest suit summarise summarize supply support suppress
    surpass survive sustain switch sync synthesise synthesize take talk tell terminate tokenise tokenize tolerate
    touch train transcribe transform translate transmit travel treat trigger truncate trust try tune turn undergo
    understand undo unify unload update upload use utilise utilize validate vary vectorise vectorize verify violate
    visualise visualize wait want warn waste watch weigh widen win work worsen wrap write yield
    """.split()
)
IRREGULAR = frozenset(
    """
    added adding adds became began begun bought broke broken brought built came caught chose chosen drawn drew fed
    forgot forgotten found froze frozen gave given gone got gotten grew grown held hid hidden kept knew known lain lay
    led left lies lost made meant overridden overrode paid ran risen rose said saw seen sent shrank shrunk sold spent
    stood taken told took understood went won written wrote
    """.split()
)
# Forms of words that are nouns without the ending.
INFLECTED = frozenset(
    "slows slowed speeds sets defaults labels loads scores scales stores models requests calls".split()
)
NOUN_ENDINGS = tuple(
    ending + plural
    for ending in "ion ment ent ant ness ity er or al ance ence able ible ive age ism ist ure".split()
    for plural in ("", "s")
)
PARTICIPLES = ("ed", "ing", "wn", "ten", "ken", "sen", "ven", "den")  # endings of forms that make no sentence
AUXILIARIES = frozenset(
    """
    is are was were be been being am do does did has have had can could may might must will would shall should cannot
    gets get got
    """.split()
)
# Behind these stands a noun.
BEFORE_NOUNS = frozenset(
    """
    a an the this these its their your our each every no any per of in for with on by from under at into within
    through inside during as
    """.split()
)


def is_verb(word: str) -> bool:
    """Whether a word in lower case is known as a form of a verb."""
    if word in IRREGULAR | INFLECTED:
        return True
    is_noun = word.endswith(NOUN_ENDINGS) and not {word, word.removesuffix("s")} & VERBS
    return not is_noun and stem(word) in _verb_stems()


@functools.cache
def _verb_stems() -> frozenset[str]:
    return frozenset(map(stem, VERBS))


def finite_verbs(text: str) -> Iterator[re.Match[str]]:
    """The verbs that make a sentence, as far as their form and the words beside them tell; auxiliaries are left out."""
    words = list(re.finditer(r"\w[\w'-]*", text))
    for at, word in enumerate(words):
        before, after = (words[beside].group() if 0 <= beside < len(words) else "" for beside in (at - 1, at + 1))
        if is_verb(word.group()) and _is_said(word.group(), before, after):
            yield word


def _is_said(verb: str, before: str, after: str) -> bool:
    """Whether a form that may be a noun or a participle as well is a verb between these words."""
    if before.lower() in BEFORE_NOUNS or before.isdigit():
        return False
    if after in AUXILIARIES or (after.endswith("s") and is_verb(after)):
        return False  # "wrong answers are", "grid search tries"
    if verb in VERBS:  # "data capture": only a plural or an auxiliary stands before a verb without an ending
        return before in AUXILIARIES or not re.fullmatch(r"[a-z-]{4,}(?<!s)(?<!ly)", before)
    return not verb.endswith(PARTICIPLES)
