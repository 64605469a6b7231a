"""The shape of Strava's answers, as the Swagger file and the models that stravalib installs have it."""

import json
from copy import deepcopy
from functools import cache
from importlib.resources import files

from jsonschema import Draft202012Validator
from stravalib import strava_model

SWAGGER = json.loads(files("stravalib.tests.resources").joinpath("strava_swagger.json").read_text("utf-8"))
UNDOCUMENTED = {"visibility": {"type": "string"}}
"""What Strava sends besides; stravalib knows it."""


def _example(path):
    return SWAGGER["paths"][path]["get"]["responses"]["200"]["examples"]["application/json"]


EXAMPLES = {
    "SummaryActivity": _example("/athlete/activities")[0],
    "DetailedActivity": _example("/activities/{id}"),
    "DetailedAthlete": _example("/athlete"),
}


FIELDS = {kind: frozenset(example) | frozenset(UNDOCUMENTED) for kind, example in EXAMPLES.items()}
"""What an answer of a kind may hold."""


def like(kind, **changed):
    """An answer of this kind: the documented example with other figures."""
    return deepcopy(EXAMPLES[kind]) | changed


def check(kind, answer):
    """Raise where an answer is not what Strava documents for its kind."""
    if kind in EXAMPLES:
        _schema(kind).validate(answer)
    getattr(strava_model, kind).model_validate(answer)


@cache
def _schema(kind):
    schema = _schema_of(EXAMPLES[kind])
    schema["required"] = list(schema["properties"])
    schema["properties"] |= UNDOCUMENTED
    return Draft202012Validator(schema)


def _schema_of(example):
    """No other fields than the example's, each of its type or null."""
    if isinstance(example, dict):
        fields = {name: _schema_of(value) for name, value in example.items()}
        return {"type": ["object", "null"], "properties": fields, "additionalProperties": False}
    if isinstance(example, list):
        return {"type": ["array", "null"], "items": _schema_of(example[0]) if example else {}}
    if example is None:
        return {}
    kinds = {bool: "boolean", int: "number", float: "number", str: "string"}
    return {"type": [kinds[type(example)], "null"]}
