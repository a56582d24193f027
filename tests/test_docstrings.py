"""What docstrings say of parameters and errors agrees with the code."""

import ast
import builtins
import importlib
import inspect
import re
from pathlib import Path

from kg import errors

ROOT = Path(__file__).parent.parent


def sections(docstring):
    """Return the sections of a numpydoc docstring by their names."""
    parts = re.split(r"^(\w[\w ]*)\n-{3,}\n", docstring, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def entries(section):
    """Return the names that the entries of a section begin with."""
    lines = [line for line in section.splitlines() if line and not line.startswith(" ")]
    return [name.strip().lstrip("*") for line in lines for name in line.split(",")]


def public_functions(node, where):
    """Yield (where, function) for the public functions and methods below a node."""
    for inner in node.body:
        if isinstance(inner, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            if inner.name.startswith("_"):
                continue
            if isinstance(inner, ast.ClassDef):
                yield from public_functions(inner, where)
            else:
                yield f"{where}:{inner.lineno} {inner.name}", inner


FUNCTIONS = [
    found
    for path in sorted((ROOT / "kg").rglob("*.py"))
    if "cli" not in path.parts  # commands say it with their options
    for found in public_functions(
        ast.parse(path.read_text(encoding="utf-8")), path.relative_to(ROOT).as_posix()
    )
]


def arguments(function):
    given = function.args
    every = [*given.posonlyargs, *given.args, given.vararg, *given.kwonlyargs, given.kwarg]
    return [arg.arg for arg in every if arg and arg.arg not in ("self", "cls")]


def test_described_parameters_are_those_of_the_function():
    other = {}
    for where, function in FUNCTIONS:
        described = sections(ast.get_docstring(function) or "").get("Parameters")
        if described is not None and set(entries(described)) != set(arguments(function)):
            other[where] = entries(described)
    assert other == {}


# Faults of the code itself, which nobody handles.
FAULTS = {"AssertionError", "RuntimeError"}


def lineage_of(name):
    error = getattr(errors, name, None) or getattr(builtins, name, None)
    return {base.__name__ for base in error.__mro__} if error else {name}


def test_what_a_function_raises_stands_in_its_docstring():
    silent = {}
    for where, function in FUNCTIONS:
        docstring = ast.get_docstring(function) or ""
        if docstring.startswith("See "):  # what it implements says it
            continue
        raised = [node.exc for node in ast.walk(function) if isinstance(node, ast.Raise)]
        names = {call.func.id for call in raised if hasattr(getattr(call, "func", None), "id")}
        names = {name for name in names if name[0].isupper()}
        said = set(entries(sections(docstring).get("Raises", "")))
        unsaid = {name for name in names - FAULTS if not lineage_of(name) & said}
        if unsaid:
            silent[where] = unsaid
    assert silent == {}


def surface():
    """Yield the functions of the modules that the reference of the library shows."""
    text = (ROOT / "docs" / "reference" / "python.md").read_text(encoding="utf-8")
    for name in re.findall(r"^::: (\S+)", text, re.MULTILINE):
        module = importlib.import_module(name)
        for member in module.__all__:
            value = getattr(module, member)
            if inspect.isfunction(value):
                yield f"{name}.{member}", value
            elif inspect.isclass(value) and value.__module__.startswith("kg."):
                for method, function in vars(value).items():
                    if inspect.isfunction(function) and not method.startswith("_"):
                        yield f"{name}.{member}.{method}", function


def test_the_reference_describes_the_parameters_of_what_takes_several():
    undescribed = []
    for name, function in surface():
        docstring = inspect.getdoc(function) or ""
        taken = inspect.signature(function).parameters.keys() - {"self"}
        elsewhere = docstring.startswith("See ") or ":func:" in docstring.partition("\n")[0]
        if len(taken) > 2 and not elsewhere and "Parameters" not in sections(docstring):
            undescribed.append(name)
    assert undescribed == []
