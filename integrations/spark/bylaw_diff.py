#!/usr/bin/env python3
"""Runs `bylaw diff map` on each part of a decision log, as tasks of Spark, and merges what came of them.

    spark-submit bylaw_diff.py --base old.rego --head new.rego --decisions 's3-dump/*.gz' \
        --summaries /shared/summaries -- --format json -o report.json

Policies, logs and the folder of summaries must be where every executor finds them under the same path, and so must
Node.js and `bylaw`. A log is one task; what is behind `--` goes to `bylaw diff merge`. Summaries hold recorded values:
the folder is as secret as the logs. docs/guides/spark.md says more.
"""

import argparse
import glob
import hashlib
import os
import shlex
import subprocess
import sys

from pyspark.sql import SparkSession

# Lines of a failed task's messages that are told; they quote no recorded values.
SHOWN_LINES = 20


def parse(arguments):
    own, merge = arguments, []
    if "--" in arguments:
        at = arguments.index("--")
        own, merge = arguments[:at], arguments[at + 1 :]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base", required=True, help="the policy as it is")
    parser.add_argument("--head", required=True, help="the policy as it would be")
    parser.add_argument("--decisions", required=True, nargs="+", help="logs: files or globs")
    parser.add_argument("--summaries", required=True, help="a folder that all executors share")
    parser.add_argument("--bylaw", default="bylaw", help="the command, such as 'node /opt/bylaw/bin/bylaw.js'")
    parser.add_argument("--map-options", default="", help="more options of bylaw diff map, as one text")
    return parser.parse_args(own), merge


def logs_of(patterns):
    """Each log once, by name, as `bylaw diff` reads them."""
    found = {name for pattern in patterns for name in (glob.glob(pattern, recursive=True) or [pattern])}
    missing = [name for name in found if not os.path.isfile(name)]
    if missing:
        sys.exit(f"bylaw: no log: {sorted(missing)[0]}")
    return sorted(found)


def summary_of(folder, log):
    """One for each log, so that a task that Spark runs again, or twice at once, writes the same file."""
    return os.path.join(folder, hashlib.sha256(log.encode()).hexdigest() + ".summary")


def mapper(command, folder):
    """What a task does, without anything of the driver in it."""

    def run(log):
        summary = summary_of(folder, log)
        part = f"{summary}.{os.getpid()}.part"
        # Spark has a task for each core already.
        ended = subprocess.run(
            [*command, "--decisions", log, "--workers", "1", "-o", part], capture_output=True, text=True, check=False
        )
        if ended.returncode != 0:
            if os.path.exists(part):
                os.remove(part)
            said = "\n".join(ended.stderr.splitlines()[-SHOWN_LINES:])
            raise RuntimeError(f"bylaw diff map ended with status {ended.returncode} for {log}:\n{said}")
        # In one step, so that a summary is whole or is not there.
        os.replace(part, summary)
        return summary

    return run


def main(arguments):
    options, merge = parse(arguments)
    logs = logs_of(options.decisions)
    folder = os.path.abspath(options.summaries)
    os.makedirs(folder, mode=0o700, exist_ok=True)
    bylaw = shlex.split(options.bylaw)
    command = [*bylaw, "diff", "map", "--base", options.base, "--head", options.head, *shlex.split(options.map_options)]
    spark = SparkSession.builder.appName("bylaw diff").getOrCreate()
    try:
        summaries = spark.sparkContext.parallelize(logs, len(logs)).map(mapper(command, folder)).collect()
    finally:
        spark.stop()
    return subprocess.run([*bylaw, "diff", "merge", *summaries, *merge], check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
