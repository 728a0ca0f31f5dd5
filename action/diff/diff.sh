#!/usr/bin/env bash
# Runs bylaw diff with the inputs of the action, and leaves the status for a later step, behind the upload.
set -uo pipefail
bylaw="${BYLAW:-$RUNNER_TEMP/bylaw/node_modules/bylaw/bin/bylaw.js}"
out="$RUNNER_TEMP/bylaw-out"
mkdir -p "$out"
mapfile -t decisions < <(printf '%s\n' "$DECISIONS" | sed '/^[[:space:]]*$/d')
mapfile -t more < <(printf '%s\n' "$ARGUMENTS" | sed '/^[[:space:]]*$/d')
node "$bylaw" diff \
  --base "${BASE:-$BASE_COMMIT:$HEAD}" --head "$HEAD" --decisions "${decisions[@]}" \
  --fail-on "$FAIL_ON" --format json --output "$out/report.json" \
  --comments "$out/comment" --comment-key "$KEY" --comment-commit "$HEAD_COMMIT" \
  --link-base "$REPOSITORY/blob/$BASE_COMMIT/$HEAD" --link-head "$REPOSITORY/blob/$HEAD_COMMIT/$HEAD" \
  --link-report "$RUN" ${more[@]+"${more[@]}"}
status=$?
# Without a comment there is nothing to upload, and the status is that of a failure.
if [ ! -f "$out/comment/comment-1.md" ]; then exit "$((status == 0 ? 2 : status))"; fi
cat "$out/comment/comment-1.md" >> "$GITHUB_STEP_SUMMARY"
echo "status=$status" >> "$GITHUB_OUTPUT"
