"""Signatures: the reference vectors of Standard Webhooks hold both ways, and nothing else passes."""

import pytest

from plugins.webhooks.signing import NotVerified, headers, key_of, new_secret, sign, verify

# The vector of the reference libraries (sign test), and the one of the specification's own receivers' tests.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
ID, AT, BODY = "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}'
SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
WRONG = "v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc="
HEADERS = {"webhook-id": ID, "webhook-timestamp": str(AT), "webhook-signature": SIGNATURE}


def test_the_reference_vector_is_signed_to_the_byte():
    assert sign(SECRET, id=ID, timestamp=AT, body=BODY) == SIGNATURE
    assert headers([SECRET], id=ID, timestamp=AT, body=BODY) == HEADERS


@pytest.mark.parametrize("secret", [SECRET, SECRET.removeprefix("whsec_")])
@pytest.mark.parametrize(
    "signature", [SIGNATURE, f"{WRONG} v2,{SIGNATURE[3:]} {SIGNATURE} {WRONG}", f"v1a,AAAA {SIGNATURE}"]
)
def test_the_reference_vector_is_verified_alone_and_among_others(secret, signature):
    verify(
        secret, {k.upper(): v for k, v in (HEADERS | {"webhook-signature": signature}).items()}, BODY, now=AT
    )


@pytest.mark.parametrize(
    ("change", "body", "now", "why"),
    [
        ({"webhook-id": ""}, BODY, AT, "webhook-id"),
        ({"webhook-timestamp": ""}, BODY, AT, "webhook-timestamp"),
        ({"webhook-signature": ""}, BODY, AT, "webhook-signature"),
        ({"webhook-timestamp": "hello"}, BODY, AT, "number"),
        ({"webhook-timestamp": "-1"}, BODY, AT, "number"),
        ({}, BODY, AT + 301, "now"),
        ({}, BODY, AT - 301, "now"),
        ({"webhook-signature": WRONG}, BODY, AT, "secret"),
        ({"webhook-signature": "v2" + SIGNATURE[2:]}, BODY, AT, "secret"),
        ({"webhook-signature": SIGNATURE[3:]}, BODY, AT, "secret"),
        ({"webhook-id": "msg_other"}, BODY, AT, "secret"),
        ({}, BODY + b" ", AT, "secret"),
    ],
)
def test_anything_else_is_refused(change, body, now, why):
    with pytest.raises(NotVerified, match=why):
        verify(SECRET, HEADERS | change, body, now=now)


def test_while_a_secret_is_replaced_both_verify_and_a_third_does_not():
    old, new = new_secret(), new_secret()
    sent = headers([new, old], id="msg_1", timestamp=AT, body=BODY)
    verify(old, sent, BODY, now=AT)
    verify(new, sent, BODY, now=AT)
    with pytest.raises(NotVerified):
        verify(new_secret(), sent, BODY, now=AT)


def test_a_new_secret_is_long_enough_and_a_bad_one_says_why():
    assert len(key_of(new_secret())) == 32
    for bad in ("whsec_!!!", "whsec_c2hvcnQ=", ""):
        with pytest.raises(ValueError, match="secret"):
            key_of(bad)
    with pytest.raises(ValueError, match="full stop"):
        sign(SECRET, id="msg.1", timestamp=AT, body=BODY)
    with pytest.raises(ValueError, match="unsigned"):
        headers([], id="msg_1", timestamp=AT, body=BODY)
