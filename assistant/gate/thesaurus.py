"""Words that a paraphrase exchanges though they are not the same: data for the gate."""

import functools
from collections.abc import Mapping

from quotewise.assistant.gate.synonyms import meaning

# Any two words of a line may stand for one another. Unlike in `synonyms.ALIKE` a word may stand in several lines, and
# what is near to a neighbour of its is not near to it. Opposites never share a line.
NEAR = """
additional extra further more
previous earlier old former prior
previous last
newest latest current recent
near close almost nearly
same unchanged equal identical
same stay
effect change impact influence affect
expensive cost dear
dearer costlier
bill cost price
bill spend
cheap inexpensive economical
save reduce cut lower
reduce lower shrink lessen minimise minimize
slow slower slowdown delay
fast faster speed accelerate quick
throttle reject
concurrent simultaneous parallel once concurrency
parallel parallelism sharding
set drive push force bring
set configure define adjust
define specify state
turn become convert transform
convert transform change
generate synthesise synthesize create produce make
produce output emit yield
output return emit
compute calculate derive determine
estimate predict
handle process
process transform
restart resume start again
resume continue
repeat retry again
launch start
stop cease halt interrupt
stop prevent
end finish complete stop expire
forever ever permanently indefinitely
keep store hold save
store write save
store live reside
put write record
land arrive lie
land write
write log record
hold contain house
split separate divide partition cut
say mention state
known predictable foreseeable
single one
pass go
go send come
send deliver forward pass route
send put
route direct
load read fetch
fetch get read download retrieve
read scan
query read
receive get accept take collect
need take
run execute operate
operate work
job run task
offer available support provide
support available allow
exist available
miss lack absent
missing absent empty null gap
wait delay queue
delay latency lag
edit change modify alter
modify change adjust
adjust tune
replace substitute swap exchange
exceed over above beyond more
below under less fewer
above over beyond more
inside single
between range
large big huge
many several numerous various multiple
rare infrequent seldom occasional
common frequent often
usual common normal typical standard default
meaningful meaning informative significance
important matter care
need require demand want expect
need must
risk danger
risky dangerous
guard protect shield
user people customer caller client reader
human person people staff worker somebody nobody
staff employee worker team
company organisation organization enterprise firm
request call invocation invoke
name call
respond answer return reply response
mail notify message
notify warn tell alert inform
tell show reveal report indicate say
tell distinguish
reveal expose discover
explain interpret
reason cause
lead cause result
result outcome
measure metric score
rate score
monitor watch track observe follow
test check try verify examine inspect validate
check find detect see
look search seek
find locate discover spot
search retrieval retrieve look
recognise recognize identify detect
label annotate tag mark flag
classify categorise categorize label
category class type
group cluster
combine merge consolidate unify aggregate
combine mix blend both
fill impute
remove drop delete strip discard
drop fall
clean tidy
rise grow increase expand
scarce rare few
plentiful many abundant
spare free unused extra
idle unused
free gratis
penalise penalize penalty punish
misleading mislead lie deceive fool
wrong incorrect error mistake
failure fault error
violate break breach
trigger start
trigger invoke call
approve accept confirm approval
permission right access
access reach
reach get
connect link attach
encrypt encryption
confidential secret private sensitive
hide mask redact
picture photo image
speech voice audio spoken
document paper
file object item
part share portion section fraction piece
share percentage
entire all full whole
final last
initial first
sort order
random randomly
probability chance likelihood
probable likely
confident confidence sure certain
exact precise accurate
equal balance even
unequal uneven imbalance
spread distribute distribution
move shift
traffic request
deploy release roll rollout deployment
rollback revert undo
return back
capacity size room
disk volume
processor cpu
machine server node
serve host
forecast predict anticipate
prediction forecast inference
method technique approach way algorithm
feature column variable attribute field
row record observation entry
sample example observation
pass iteration round sweep
round iteration
trial run attempt
label target
loss error
setting parameter option configuration configure
fit suit
memorise memorize remember
generalise generalize
unseen new
prompt instruction
rule policy instruction
format form layout structure shape
structure schema
script code program
schedule plan
regularly schedule regular
duration time period interval
moment time
date time
maximum limit cap ceiling
limit restrict cap
minimum floor
quota limit
sum total
append add insert attach
extend add
build make construct create
cure fix remedy solve treat repair
answer solution
skip omit ignore
avoid prevent
alone untouched
recommend advise suggest advice recommendation
recommend should
law regulation rule
audit review check
judge evaluate assess measure
compare contrast
differ different distinct vary
world reality
live real actual
reality truth
origin source
goal target objective destination purpose
benefit advantage gain
drawback disadvantage
better outperform
improve better boost enhance
best optimal ideal
optimise optimize improve
useful good helpful worthwhile
poor bad badly poorly
without lack
together both pair
half 50
double twice
quickly fast rapidly
gentle mild
strict rigid tight
spiky burst bursty
spike peak burst
steady constant stable fixed
nearby near
visible seen
spell write
assemble build
notice see detect
happen occur
treat handle
assign give
decrease fall drop decline shrink
join add
irrelevant useless pointless
transition move
fluctuate oscillate jump
scratch zero
latest last
distort skew drag bias
deny block reject
rest remaining remainder other left
read process
format file
high highly
preserve keep retain
obtain get acquire
consume use read
central centralise centralize
evict drop
dedicated own
other another different
hardly barely scarcely little
response answer
"""

# Endings that make another kind of word and leave the meaning: "penalised" and "penalty", "slows" and "slower".
ENDINGS = tuple(
    sorted(
        """isation ization isations izations ised ized ises izes ising izing ise ize ness ity ty ism ment ments ance
        ence ancy ency ation ations tion ion ions
        ally al ly able ible ive er ers or ors ed ing es s e y""".split(),
        key=len,
        reverse=True,
    )
)
SHORTEST_ROOT = 5  # letters that must be left, else "instant" would be "instance"


@functools.cache
def _near() -> Mapping[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for line in NEAR.strip().splitlines():
        group = {meaning(word) for word in line.split()}
        for word in group:
            table.setdefault(word, set()).update(group - {word})
    return {word: frozenset(others) for word, others in table.items()}


def near(word: str) -> frozenset[str]:
    """The meanings (see `synonyms.meaning`) that a paraphrase may put for this meaning."""
    return _near().get(word, frozenset())


@functools.lru_cache(maxsize=50_000)
def root(word: str) -> str:
    """A word in lower case without its endings; the word itself where too little would be left."""
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_ROOT:
            return word.removesuffix(ending)
    return word
