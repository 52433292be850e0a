"""A small reader of JSON Schema, for the words that our own schemas use; any other word makes it fail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

TYPES: dict[str, type | tuple[type, ...]] = {
    "object": dict, "array": list, "string": str, "boolean": bool, "integer": int, "number": (int, float),
    "null": type(None),
}  # fmt: skip
SILENT = {"$schema", "title", "description"}
KNOWN = {"type", "required", "properties", "additionalProperties", "items", "minItems", "enum", "const", "pattern",
         "minLength"} | SILENT  # fmt: skip


def problems(value: Any, schema: dict[str, Any], at: str = "$") -> list[str]:
    """What is wrong with a value by a schema, with the place of each fault; nothing when it fits."""
    unknown = set(schema) - KNOWN
    assert not unknown, f"{at}: this reader does not know {unknown}"
    found = list(_scalar(value, schema, at))
    if isinstance(value, dict) and not found:
        found += list(_object(value, schema, at))
    if isinstance(value, list) and not found:
        found += [
            each for n, item in enumerate(value) for each in problems(item, schema.get("items", {}), f"{at}[{n}]")
        ]
    return found


def _scalar(value: Any, schema: dict[str, Any], at: str) -> Iterator[str]:
    allowed = schema.get("type", list(TYPES))
    kinds = [TYPES[name] for name in ([allowed] if isinstance(allowed, str) else allowed)]
    if not any(isinstance(value, kind) for kind in kinds):
        yield f"{at}: {value!r} is no {allowed}"
    if "const" in schema and value != schema["const"]:
        yield f"{at}: {value!r} is not {schema['const']!r}"
    if "enum" in schema and value not in schema["enum"]:
        yield f"{at}: {value!r} is none of {schema['enum']}"
    if isinstance(value, str) and not re.search(schema.get("pattern", ""), value):
        yield f"{at}: {value!r} does not match {schema['pattern']}"
    if isinstance(value, str | list) and len(value) < schema.get("minLength", schema.get("minItems", 0)):
        yield f"{at}: too short"


def _object(value: dict[str, Any], schema: dict[str, Any], at: str) -> Iterator[str]:
    known = schema.get("properties", {})
    yield from (f"{at}.{name} is missing" for name in schema.get("required", []) if name not in value)
    if schema.get("additionalProperties") is False:
        yield from (f"{at}.{name} is not in the schema" for name in value if name not in known)
    for name, inner in known.items():
        if name in value:
            yield from problems(value[name], inner, f"{at}.{name}")
