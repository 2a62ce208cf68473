"""English words to what their forms share."""

from __future__ import annotations

from functools import lru_cache

import Stemmer

_IRREGULAR = """
arise arose arisen; awake awoke; bear bore borne; beat beaten; become became; begin began begun;
bend bent; bet; bind bound; bite bit bitten; blow blew blown; break broke broken; breed bred;
bring brought; build built; burn burnt; buy bought; catch caught; choose chose chosen; come came;
creep crept; deal dealt; dig dug; do did done does; draw drew drawn; drink drank drunk; drive
drove driven; eat ate eaten; fall fell fallen; feed fed; feel felt; fight fought; find found; flee
fled; fly flew flown; forbid forbade forbidden; forget forgot forgotten; forgive forgave forgiven;
freeze froze frozen; get got gotten; give gave given; go went gone goes; grow grew grown; hang
hung; hear heard; hide hid hidden; hold held; keep kept; know knew known; lay laid; lead led;
leave left; lend lent; lose lost; make made; mean meant; meet met; pay paid; prove proven; ride
rode ridden; ring rang rung; rise rose risen; run ran; say said; see saw seen; seek sought; sell
sold; send sent; shake shook shaken; shoot shot; show shown; shrink shrank shrunk; sing sang sung;
sink sank sunk; sit sat; sleep slept; slide slid; speak spoke spoken; spend spent; stand stood;
steal stole stolen; stick stuck; strike struck stricken; swear swore sworn; swim swam swum; swing
swung; take took taken; teach taught; tear tore torn; tell told; think thought; throw threw
thrown; understand understood; wake woke woken; wear wore worn; weep wept; win won; withdraw
withdrew withdrawn; write wrote written; man men; woman women; child children; person people; foot
feet; tooth teeth; mouse mice; goose geese; life lives; wife wives; leaf leaves; knife knives;
thief thieves; wolf wolves; half halves; good better best; bad worse worst; far further; little
less least
"""
_BASE = {
    form: words[0]
    for words in (group.split() for group in _IRREGULAR.split(";"))
    for form in words[1:]
}
_SNOWBALL = Stemmer.Stemmer("english")


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """What the forms of an English word share; upper case of two letters or more stays.

    `US` is not `us`, but `Ministers` is `minist`.
    """
    if len(word) > 1 and word.isupper():
        return word
    lower = word.casefold()
    stemmed: str = _SNOWBALL.stemWord(_BASE.get(lower, lower))
    return stemmed
