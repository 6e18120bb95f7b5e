"""Lints SAM templates as written, and what the SAM transform makes of them.

usage: python lint_translated.py PARAMETERS TEMPLATE...

PARAMETERS is JSON: an object with values of the templates' parameters, or a list of such objects; each template is
taken through all of them. Prints JSON: {"checked": n, "findings": [{template, parameters, stage, rule, path, message}]}.
The exit status is 1 if there are findings.

Stages:
  source      cfn-lint on the template as it is written
  transform   the SAM transform refuses the template
  translated  cfn-lint on the transformed template; cycles show only there
  gate        the transform dropped what makes a deployment safe: a hook, the alarms, the role, a permissions boundary

On the transformed template W2001 (parameter not used) and W7001 (mapping not used) are no findings if the SAM source
uses the name: then only the transform consumed it.
"""

import functools
import json
import logging
import os
import re
import sys

REGION = "eu-west-1"
os.environ.setdefault("AWS_DEFAULT_REGION", REGION)
logging.disable(logging.WARNING)

from cfnlint.api import lint
from cfnlint.config import ManualArgs
from cfnlint.decode import decode_str
from samtranslator.model.exceptions import InvalidDocumentException
from samtranslator.translator.transform import transform

CONSUMED_BY_SAM = {"W2001", "W7001"}
MOST_ALARMS = 10


class NoManagedPolicies:
    """Stands for the list of AWS's managed policies, which the transform would ask IAM for."""

    def load(self):
        return {}


def main(parameters, *templates):
    variants = json.loads(parameters)
    variants = variants if isinstance(variants, list) else [variants]
    findings = []
    for template in templates:
        with open(template, encoding="utf-8") as file:
            source = file.read()
        findings += [finding(template, None, "source", *each) for each in lint_text(source)]
        for values in variants:
            findings += [finding(template, values, *each) for each in lint_translated(source, values)]
    print(json.dumps({"checked": len(templates) * len(variants), "findings": findings}, indent=2))
    return 1 if findings else 0


def finding(template, parameters, stage, rule, path, message):
    return {
        "template": template,
        "parameters": parameters,
        "stage": stage,
        "rule": rule,
        "path": path,
        "message": message,
    }


@functools.cache
def lint_text(text):
    """(rule, path, message) of everything that cfn-lint reports. Cached: parameters seldom change what the transform makes."""
    return [
        (match.rule.id, [part if isinstance(part, int) else str(part) for part in getattr(match, "path", None) or []], match.message)
        for match in lint(text, config=ManualArgs(regions=[REGION]))
    ]


def lint_translated(source, values):
    try:
        result = translate(source, values)
    except InvalidDocumentException as error:
        for cause in error.causes:
            yield "transform", None, [], cause.message
        return
    for rule, path, message in lint_text(json.dumps(result)):
        if rule not in CONSUMED_BY_SAM or not used_in_source(message, source):
            yield "translated", rule, path, message
    for path, message in gaps(result["Resources"]):
        yield "gate", None, path, message


def translate(source, values):
    """The template as CloudFormation would see it after the transform, deployed with these parameters."""
    template, problems = decode_str(source)
    if problems:
        raise SystemExit(f"not a template: {problems}")
    template = json.loads(json.dumps(template))
    for resource in template["Resources"].values():
        # `sam package` replaces local paths before the transform runs.
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"]["CodeUri"] = "s3://artifacts/code.zip"
    pseudo = {"AWS::Region": REGION, "AWS::Partition": "aws"}
    return transform(template, {**pseudo, **values}, NoManagedPolicies())


def used_in_source(message, source):
    name = re.search(r"'(\w+)'", message) or re.search(r"(?:Parameter|Mapping) (\w+)", message)
    return name is not None and re.search(rf"(?:!Ref |FindInMap \[|\$\{{){name[1]}\b", source) is not None


def gaps(resources):
    """(path, message) of everything that the transform left out without an error."""
    for name, resource in resources.items():
        properties = resource.get("Properties", {})
        if resource["Type"] == "AWS::IAM::Role" and "PermissionsBoundary" not in properties:
            yield [name], "role without a permissions boundary"
        if resource["Type"] == "AWS::Lambda::Alias":
            update = resource.get("UpdatePolicy", {}).get("CodeDeployLambdaAliasUpdate", {})
            for hook in ("BeforeAllowTrafficHook", "AfterAllowTrafficHook"):
                if hook not in update:
                    yield [name], f"alias without {hook}"
        if resource["Type"] == "AWS::CodeDeploy::DeploymentGroup":
            if properties["ServiceRoleArn"] == {"Fn::GetAtt": ["CodeDeployServiceRole", "Arn"]}:
                yield [name], "deployment group with the role that SAM made"
            for message in alarm_gaps(properties.get("AlarmConfiguration")):
                yield [name, "AlarmConfiguration"], message


def alarm_gaps(configuration):
    if not isinstance(configuration, dict):
        yield "no alarms"
        return
    if "Fn::If" in configuration:
        _, switched_off, configuration = configuration["Fn::If"]
        if switched_off != {}:
            yield "the emergency switch does not detach the alarms"
    alarms = [alarm["Name"] for alarm in configuration.get("Alarms", [])]
    if not configuration.get("Enabled") or not 0 < len(alarms) <= MOST_ALARMS:
        yield f"{len(alarms)} alarms"
    if any(isinstance(name, dict) and "Fn::If" in name for name in alarms):
        yield "an alarm that may be no value"


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
