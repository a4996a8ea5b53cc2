"""Words that exclude one another: data for the gate. Either side of a bar opposes every word of the other side."""

import functools
from collections.abc import Mapping

from quotewise.assistant.gate.synonyms import meaning

# Pairs of study notes on machine learning and the cloud, and the common ones of any text. Inflections are
# found by stem; comparatives are listed because Porter's stemmer keeps them.
OPPOSITES = """
increase | decrease
grow enlarge | shrink
higher | lower
high | low
highest | lowest
more | less fewer
most | least fewest
maximum | minimum
larger | smaller
large | small
largest | smallest
longer | shorter
long | short
longest | shortest
faster | slower
fast | slow
fastest | slowest
cheaper | dearer
cheap | dear
cheapest | dearest
better | worse
best | worst
good useful helpful | bad poor useless
same unchanged | new changed
back | ahead forward
choose prefer favour recommend | avoid
worthwhile | useless
keep | lose
plentiful | scarce
easier | harder
easy | hard difficult
simple | complex complicated
early | late
earlier | later
earliest | latest
first | last
before | after
begin | end
always | never
all | none some
everything | nothing
positive | negative
above over exceed | below under
upper | lower
add | remove
create | remove
insert | remove
allow | deny forbid prevent block prohibit
accept | reject refuse
enable | disable
include | exclude
encrypt | decrypt
encode | decode
compress | decompress
push | pull
upload | download
import | export
read | write
input | output
incoming | outgoing
inbound | outbound
ingress | egress
source | target destination sink
sender | receiver
producer | consumer
train | serve
training | inference
online | offline
batch | real-time realtime stream
synchronous | asynchronous
horizontal | vertical
up | down
in | out
inside | outside
internal | external
public | private
open | closed
hot | cold cool
hotter warmer | colder cooler
thicker | thinner
wider | narrower
heavier | lighter
stronger | weaker
older | newer younger
deeper | shallower
nearer closer | farther
sooner | later
warm | cold
static | dynamic
fixed | variable
automatic | manual
managed | self-managed
serverless | provisioned
on-demand | reserved
precision | recall
sensitivity | specificity
bias | variance
overfit | underfit
overfitting | underfitting
oversample | undersample
oversampling | undersampling
majority | minority
discrete | continuous
categorical | numeric numerical
nominal | ordinal
linear | log logarithmic nonlinear
parametric | nonparametric
sparse | dense
shallow | deep
supervise | unsupervise
supervised | unsupervised
labelled labeled | unlabelled unlabeled
deterministic | random stochastic
sequential | parallel
serial | parallel
forward | backward
head | tail
left | right
top | bottom
row | column
minor | major
common | rare
frequent | rare
same | different
equal | unequal
similar | different
identical | different
true | false
success | failure
succeed | fail
pass | fail
win | lose
gain | lose
connect | disconnect
attach | detach
lock | unlock
mount | unmount
register | deregister
activate | deactivate
expand | reduce
widen | narrow
strong | weak
strict | loose lenient
explicit | implicit
direct | indirect
required | optional
mandatory | optional
necessary | optional
mutable | immutable
stateful | stateless
structured | unstructured
relational | non-relational
centralised centralized | decentralised decentralized distributed
local | remote
client | server
parent | child
old older oldest | new newer newest
past | future
present | absent
give | take
lend | borrow
buy | sell
ask | answer
hide | show
visible | invisible hidden
permanent | temporary
persistent | ephemeral
durable | volatile
cause | cure
help | hurt
improve | worsen
protect | expose
safe | risky
likely | unlikely
rest | transit
exactly-once | at-least-once
"""

# Made with a prefix that negates: "valid" and "invalid" exclude one another; "come" and "income" do not, so
# only the words listed count for the prefixes that often mean something else.
NEGATED_BY_PREFIX = frozenset(
    """inaccessible inaccurate inactive inadequate inapplicable incapable incompatible incomplete inconsistent
    incorrect independent indirect ineffective inefficient ineligible inexact inexpensive inflexible infrequent
    insecure insensitive insignificant insufficient invalid invariant invisible imbalance imbalanced immutable
    impossible impractical imprecise improper impure illegal illegible irregular irrelevant irreversible
    disable disabled disagree disallow disallowed disappear disconnect disconnected dissimilar disjoint disprove
    dissatisfied distrust misclassified misconfigured misaligned""".split()
)
FREE_PREFIXES = ("un", "non", "anti")  # before a word that stands in the other text they nearly always negate
NOT_NEGATED = frozenset("unit unite union unique under until unless universe university".split())


@functools.cache
def _opposites() -> Mapping[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for line in OPPOSITES.strip().splitlines():
        left, right = ({meaning(word) for word in side.split()} for side in line.split("|"))
        for one in left:
            table.setdefault(one, set()).update(right - left)
        for one in right:
            table.setdefault(one, set()).update(left - right)
    return {word: frozenset(others) for word, others in table.items()}


def opposites(word: str) -> frozenset[str]:
    """The meanings (see `synonyms.meaning`) that exclude this meaning."""
    return _opposites().get(word, frozenset())


def negates(one: str, other: str) -> bool:
    """Whether one of two words in lower case is the other behind a prefix that negates it."""
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    if len(shorter) < 4 or not longer.endswith(shorter) or longer in NOT_NEGATED:
        return False
    prefix = longer.removesuffix(shorter).rstrip("-")
    return prefix in FREE_PREFIXES or longer in NEGATED_BY_PREFIX
