"""Renders templates with Jinja itself: a list of cases as JSON on the standard input, a list of answers on the output."""

import json
import sys

from jinja2 import Environment, StrictUndefined, TemplateSyntaxError


def ecs(variables, raw=True):
    return "\n".join(f"- Name: {name}\n  Value: {value}" for name, value in variables.items())


def aws_lambda(variables, raw=True):
    return "\n".join(f"{name}: {value}" for name, value in variables.items())


environment = Environment(undefined=StrictUndefined, keep_trailing_newline=True)
environment.filters["proton_cfn_ecs_task_definition_formatted_env_vars"] = ecs
environment.filters["proton_cfn_lambda_function_formatted_env_vars"] = aws_lambda
environment.filters["proton_cfn_sanitize"] = lambda text: text


def answer(case):
    template = None
    try:
        template = environment.from_string(case["template"])
        return {"text": template.render(case["names"])}
    except Exception as error:
        # Jinja works out what is constant when it compiles, also where the template never comes by.
        early = template is None and not isinstance(error, TemplateSyntaxError)
        return {"error": f"{type(error).__name__}: {error}", "early": early}


json.dump([answer(case) for case in json.load(sys.stdin)], sys.stdout)
