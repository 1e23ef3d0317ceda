#!/bin/sh
# A sentence, spoken by the service, as a file that appears whole.
#   say.sh SERVICE FILE TEXT
set -eu
service=$1
file=$2
text=$(printf '%s' "$3" | sed 's/["\\]/\\&/g')
curl -sf "$service/v1/audio/speech" -H 'Content-Type: application/json' -o "$file.part" \
  -d "{\"model\": \"boyin\", \"voice\": \"anchor-f\", \"response_format\": \"mp3\", \"input\": \"$text\"}"
mv "$file.part" "$file"
