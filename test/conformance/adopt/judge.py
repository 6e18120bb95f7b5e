"""What AWS's SAM transform and cfn-lint say of templates, before and after an adoption.

Reads a JSON object per line from stdin, {"file": …, "name": …, "text": …, "judges": …}, and writes one to each file as soon as it is known,
so that what was judged stays judged when the rest is interrupted:

  refused     messages of the transform, if it refuses the template
  translated  the template that CloudFormation would see, if it does not
  findings    errors of cfn-lint: [stage, rule, path, message]; stage is `source` or `translated`

The templates are translated as those of the corpus were: see its README.
"""

import functools
import json
import logging
import multiprocessing
import os
import sys

REGION = "ap-southeast-1"
os.environ["AWS_DEFAULT_REGION"] = REGION
logging.disable(logging.CRITICAL)

from cfnlint.config import ConfigMixIn, ManualArgs
from cfnlint.decode import decode_str
from cfnlint.runner import Runner, run_template_by_data
from samtranslator.model.exceptions import InvalidDocumentException
from samtranslator.plugins.application.serverless_app_plugin import ServerlessAppPlugin
from samtranslator.translator.transform import transform

PARAMETERS = {"AWS::Region": REGION, "AWS::Partition": "aws", "param1": "value1", "param2": "value2"}
"""Errors of cfn-lint, and these warnings: what is declared and not used, and a DependsOn that says nothing new."""
WARNINGS = {"W2001", "W7001", "W8001", "W3005"}
"""Parameters and mappings that only the transform uses."""
CONSUMED_BY_SAM = {"W2001", "W7001"}


class NoManagedPolicies:
    """Stands for the list of AWS's managed policies, which the transform would ask IAM for."""

    def load(self):
        return {}


ServerlessAppPlugin._create_cfn_template = lambda _plugin, application, version: {
    "TemplateUrl": f"https://templates.example.com/{application}/{version}",
    "Status": "ACTIVE",
}
"""Stands for the repository of serverless applications, which the transform would ask for a template."""


class EveryFeature:
    """Stands for the feature toggles, all on."""

    def is_enabled(self, _name):
        return True


def main():
    with multiprocessing.Pool(int(os.environ.get("JUDGES", "2"))) as judges:
        for _ in judges.imap_unordered(write, map(json.loads, sys.stdin), chunksize=2):
            pass


def write(template):
    half = template["file"] + ".half"
    with open(half, "w", encoding="utf-8") as file:
        json.dump(judge(template["text"], template["name"], lint_text if "linter" in template["judges"] else lint_nothing), file)
    os.replace(half, template["file"])


def judge(text, name, lint):
    verdict = {"findings": [["source", *each] for each in lint(text)]}
    try:
        translated = translate(text, name)
    except InvalidDocumentException as error:
        return {**verdict, "refused": sorted(cause.message for cause in error.causes)}
    except Exception as error:
        return {**verdict, "refused": [f"{type(error).__name__}: {error}"]}
    findings = [["translated", *each] for each in lint(json.dumps(translated)) if each[0] not in CONSUMED_BY_SAM]
    return {**verdict, "findings": verdict["findings"] + findings, "translated": translated}


@functools.cache
def rules():
    """Read once: `cfnlint.api.lint` reads them for every template, which takes most of its time."""
    return Runner(configuration()).rules


def configuration():
    return ConfigMixIn(**ManualArgs(regions=[REGION]))


def lint_text(text):
    """[rule, path, message] of the errors, and of the warnings that an addition may cause."""
    template, problems = decode_str(text)
    if not problems and "AWS::Serverless::" in text:
        # most of the corpus does without
        template.setdefault("Transform", "AWS::Serverless-2016-10-31")
    matches = problems or run_template_by_data(template, configuration(), rules())
    return [
        [match.rule.id, [str(part) for part in getattr(match, "path", None) or []], match.message]
        for match in matches
        if match.rule.id.startswith("E") or match.rule.id in WARNINGS
    ]


def lint_nothing(_text):
    return []


def translate(text, name):
    """The template as CloudFormation would see it after the transform."""
    template, problems = decode_str(text)
    if problems:
        raise ValueError(f"not a template: {problems}")
    template = json.loads(json.dumps(template))
    for resource in template["Resources"].values():
        package(resource)
    toggle = EveryFeature() if name.startswith("feature_toggle_") else None
    return transform(template, PARAMETERS, NoManagedPolicies(), toggle)


def package(resource):
    """What `sam package` does to paths of the repository, before the transform runs."""
    if not isinstance(resource, dict) or not isinstance(resource.get("Properties"), dict):
        return
    properties = resource["Properties"]
    kind = resource.get("Type")
    if kind in ("AWS::Serverless::Function", "AWS::Serverless::LayerVersion"):
        key = "CodeUri" if kind == "AWS::Serverless::Function" else "ContentUri"
        if isinstance(properties.get(key), str) and not properties[key].startswith("s3://"):
            properties[key] = "s3://artifacts/code.zip"
    if kind == "AWS::Lambda::Function" and isinstance(properties.get("Code"), str):
        properties["Code"] = {"S3Bucket": "artifacts", "S3Key": "code.zip"}


if __name__ == "__main__":
    main()
