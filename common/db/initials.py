"""The first letters of the pinyin of names: who types `czt` means 财政厅.

`initials.txt` holds one letter for each character from 一 on (U+4E00 to U+9FFF), its most usual reading as
the library pypinyin (MIT) has it; the library itself, with its megabytes of phrases, is not needed to run.
Where a word reads a character otherwise it stands in `WORDS`. PostgreSQL keeps an index over the same letters
(`function`, asked by the migrations named `initials`); a change of either needs these indexes made anew.
"""

import re
import string
from pathlib import Path

LETTERS = (Path(__file__).parent / "initials.txt").read_text(encoding="ascii").strip()
FIRST = 0x4E00
LONGEST = 500  # characters of a name that are spelt
WORDS = {
    "长三角": "csj",
    "畜牧": "xm",
    "参与": "cy",
    "长白": "cb",
    "长城": "cc",
    "长春": "cc",
    "长江": "cj",
    "长岭": "cl",
    "长宁": "cn",
    "长期": "cq",
    "长沙": "cs",
    "长效": "cx",
    "长远": "cy",
    "长治": "cz",
    "延长": "yc",
    "特长": "tc",
    "重庆": "cq",
    "重复": "cf",
    "重构": "cg",
    "重建": "cj",
    "重塑": "cs",
    "重新": "cx",
    "重组": "cz",
    "行业": "hy",
    "行长": "hz",
    "银行": "yh",
    "央行": "yh",
    "会计": "kj",
    "调解": "tj",
    "调节": "tj",
    "调控": "tk",
    "调整": "tz",
    "协调": "xt",
    "音乐": "yy",
    "厦门": "xm",
    "六安": "la",
    "番禺": "py",
    "蚌埠": "bb",
    "给予": "jy",
    "供给": "gj",
    "率先": "sx",
    "校核": "jh",
    "校对": "jd",
    "校准": "jz",
    "西藏": "xz",
    "藏族": "zz",
}
_SPELT = re.compile(r"[a-z0-9]*[a-z][a-z0-9]*[a-z][a-z0-9]*", re.ASCII)
_WORDS = re.compile("|".join(WORDS))
_PLAIN = string.ascii_lowercase + string.digits
_WIDE = "".join(chr(ord(c) + 0xFEE0) for c in string.ascii_uppercase + _PLAIN)
_NARROW = string.ascii_lowercase + _PLAIN


class _Table(dict[int, str | None]):
    """What `str.translate` makes of each character: its letter, itself, or nothing."""

    def __missing__(self, code: int) -> str | None:
        letter = LETTERS[code - FIRST] if FIRST <= code < FIRST + len(LETTERS) else "."
        self[code] = letter if letter != "." else None
        return self[code]


_TABLE = _Table(
    {
        **{ord(c): c for c in _PLAIN},
        **{ord(wide): narrow for wide, narrow in zip(_WIDE, _NARROW, strict=True)},
        **{ord(c): c.lower() for c in string.ascii_uppercase},
    }
)


def initials(text: str) -> str:
    """The letters of a name, in small ones: 省财政厅 → sczt; letters and digits stay, signs go."""
    return _WORDS.sub(lambda found: WORDS[found[0]], text[:LONGEST]).translate(_TABLE)


def is_spelt(word: str) -> bool:
    """Whether a folded word may be first letters: two letters at least, nothing but letters and digits."""
    return _SPELT.fullmatch(word) is not None


def function() -> str:
    """The same for PostgreSQL, `ducha_initials(text)`, as it is made by the migration."""
    spelt = "t"
    for word, letters in WORDS.items():
        spelt = f"replace({spelt}, '{word}', '{letters}')"
    last = FIRST + len(LETTERS) - 1
    return f"""
CREATE FUNCTION ducha_initials(t text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT COST 1000 AS $$
DECLARE
    letters CONSTANT bytea := '{LETTERS}';
    c text;
    n int;
    spelt text := '';
BEGIN
    t := left(t, {LONGEST});
    IF t ~ '{_WORDS.pattern}' THEN
        t := {spelt};
    END IF;
    t := lower(t COLLATE "C");
    IF t ~ '[{_WIDE}]' THEN
        t := translate(t, '{_WIDE}', '{_NARROW}');
    END IF;
    FOREACH c IN ARRAY string_to_array(t, NULL) LOOP
        n := ascii(c);
        IF n BETWEEN {FIRST} AND {last} THEN
            n := get_byte(letters, n - {FIRST});
            IF n <> 46 THEN
                spelt := spelt || chr(n);
            END IF;
        ELSIF n BETWEEN 97 AND 122 OR n BETWEEN 48 AND 57 THEN
            spelt := spelt || c;
        END IF;
    END LOOP;
    RETURN spelt;
END
$$
"""
