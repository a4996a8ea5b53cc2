"""The page's password: kept as a scrypt hash, in the environment."""

import base64
import binascii
import hashlib
import hmac
import os

VARIABLE = "QUOTEWISE_PASSWORD_HASH"
SCHEME = "scrypt"
COST, BLOCK, LANES = 2**15, 8, 1  # 32 MiB and about 0.1 s a try
MEMORY = 64 * 1024 * 1024
HIGHEST_COST = 2**16  # of a hash that is given to us: more would be refused by MEMORY
FEWEST_CHARACTERS = 8


class BadHash(ValueError):
    """A stored hash that cannot be read; the message names the remedy."""


def hash_password(password: str) -> str:
    """What to put into $QUOTEWISE_PASSWORD_HASH; raises ValueError for a password that is too short."""
    if len(password) < FEWEST_CHARACTERS:
        raise ValueError(f"a password has at least {FEWEST_CHARACTERS} characters")
    salt = os.urandom(16)
    derived = derive(password, salt, COST, BLOCK, LANES)
    return "$".join([SCHEME, str(COST), str(BLOCK), str(LANES), encode(salt), encode(derived)])


def is_password(password: str, stored: str) -> bool:
    """Whether `password` is the one that was hashed, compared in constant time; raises BadHash."""
    cost, block, lanes, salt, expected = read_hash(stored)
    return hmac.compare_digest(derive(password, salt, cost, block, lanes), expected)


def read_hash(stored: str) -> tuple[int, int, int, bytes, bytes]:
    """Cost, block size, lanes, salt and derived key; raises BadHash."""
    try:
        scheme, cost, block, lanes, salt, derived = stored.split("$")
        numbers = int(cost), int(block), int(lanes)
        salt_bytes, expected = base64.b64decode(salt, validate=True), base64.b64decode(derived, validate=True)
    except (ValueError, binascii.Error) as error:
        raise BadHash(f'${VARIABLE} is not a hash: make one with "quotewise ui --hash-password"') from error
    sound = scheme == SCHEME and 2**14 <= numbers[0] <= HIGHEST_COST and numbers[1:] == (BLOCK, LANES)
    if not (sound and len(salt_bytes) >= 16 and len(expected) == 32):
        raise BadHash(f'${VARIABLE} is not a hash of ours: make one with "quotewise ui --hash-password"')
    return *numbers, salt_bytes, expected


def derive(password: str, salt: bytes, cost: int, block: int, lanes: int) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=cost, r=block, p=lanes, maxmem=MEMORY, dklen=32)


def encode(data: bytes) -> str:
    return base64.b64encode(data).decode()
