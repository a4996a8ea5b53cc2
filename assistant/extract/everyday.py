"""Everyday words of questions: they say how something is asked, seldom what about, however rare they are in notes."""

import functools

from quotewise.assistant.gate.wording import stem

EVERYDAY = """
able absolutely accept according actual add admit ago ahead allow almost alone along already always amount answer
anybody anyone anything anyway apart apply around ask available away back bad basically basic becomes before begin
behind belong best better big bigger biggest bit bring buy call came cannot care carry case certain chance change
cheap cheaper cheapest check choose clear come common compare compared contain correct count couple cover create
cut decide default define depend describe detail did differ difference different difficult directly does don done
down drop during each earlier early easier easiest easy effect either else end enough entire equal especially even
ever every everybody everyone everything exactly example except exist expect explain extra fact fair far fast faster
fastest few find fine first fit follow forget form forty found four full further general given gives go goes going
good got great guess guide half hand handle handy happen happens hard heavy held help high higher highest hold
hour hundred idea important in inside instead keep kept kind know known large larger largest last late later lay
lead learn least leave left length less let level lie life list little live lives long longer longest look looking
lose lot low lower lowest main maintain make makes matter mean meant mention minimum minute moment month mostly move
name near need needed never new next nice nobody none normal normally note nothing notice number obtain often old
one ones open opposed option order ordinary otherwise outside overall own particular pay people perhaps person pick
piece place plain plan please plenty point possible practice prefer problem proper provide purpose put question
quick quickly quite quote rather reach read ready real really reason recommend related rely remember require rest
result right roughly round rule run runs said same save say says second see seem seen separate set setting several
short show side similar simple simply simultaneous since single sit situation six size slow small smaller smallest
something soon sort sound speak stand start starts state stay step still stop style such suggest suit suitable supposed
supposedly sure switch take takes talk tell ten term thing things think third thousand three time times together
told top total touch toward treat tried true try trying turn turned twice two type typically understand unit unless
upfront usual usually various versus wait want way week weigh went whatever whenever whether whole why wish without
wonder word work works worth wrong year yes yet recommended listed attached assigned afterwards altogether anymore
fraction percentage percent proportion share ceiling limit figure value
author exam notes guide cert certification text section sample snippet sketch scenario story analogy walk-through
""".split()


@functools.cache
def _stems() -> frozenset[str]:
    return frozenset(map(stem, EVERYDAY))


def is_everyday(found: str) -> bool:
    """Whether a stem is that of an everyday word."""
    return found in _stems()
