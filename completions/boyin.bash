# bash completion for boyin(1)
_boyin() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
  local command=${COMP_WORDS[1]}
  if [ "$COMP_CWORD" -eq 1 ]; then
    mapfile -t COMPREPLY < <(compgen -W "speak bulletin batch worker queue normalise pinyin lexicon proof loudness music feed serve voices help version --version --help" -- "$current")
    return
  fi
  case $previous in
    -f | --format) mapfile -t COMPREPLY < <(compgen -W "mp3 m4a opus ogg flac wav mp2" -- "$current"); return ;;
    --voice | --fallback)
      mapfile -t COMPREPLY < <(compgen -W "$(boyin voices 2>/dev/null | sed -n 's/^\([^ ]\+\)  .*/\1/p')" -- "$current")
      return ;;
    --loudness) mapfile -t COMPREPLY < <(compgen -W "podcast ebu china-tv none" -- "$current"); return ;;
    --readings) mapfile -t COMPREPLY < <(compgen -W "yi liang-bai du per-last emoji" -- "$current"); return ;;
    --credit) mapfile -t COMPREPLY < <(compgen -W "last skip" -- "$current"); return ;;
    --cache) mapfile -t COMPREPLY < <(compgen -W "slow all none" -- "$current"); return ;;
    --engine) mapfile -t COMPREPLY < <(compgen -W "boyin espeak kokoro" -- "$current"); return ;;
    --label) mapfile -t COMPREPLY < <(compgen -W "metadata spoken tone none" -- "$current"); return ;;
  esac
  case $current in
    -*)
      local options=""
      case $command in
        speak) options="--output --format --voice --fallback --rate --sample-rate --channels --bitrate --loudness
          --lexicon --readings --credit --label --title --number-safety --strict --cover --chapters --radio --encoding --explain-intake --split --fetch --report --bundle --transcript --jobs --cache --cache-mb --json --explain --explain-settings --help" ;;
        bulletin) options="new --output --date --length --correct --say-correction --format --sample-rate --channels --bitrate --loudness
          --lexicon --readings --credit --label --strict --cover --chapters --radio --encoding --bundle --transcript --jobs --cache --cache-mb --json --explain-settings --help" ;;
        batch) options="--output --format --voice --fallback --rate --sample-rate --channels --bitrate --loudness
          --lexicon --readings --credit --label --title --number-safety --strict --cover --chapters --radio --encoding --bundle --transcript
          --jobs --cache --cache-mb --retry --watch --quiet --queue
          --queue-credentials --queue-ca --queue-cert --queue-key --queue-replicas --lease --store --reconcile --json --explain-settings --help" ;;
        worker) options="--queue --queue-credentials --queue-ca --queue-cert --queue-key --queue-replicas
          --lease --store --engine --most-jobs --most-memory-mb --jobs --cache --cache-mb --help" ;;
        queue) options="--queue --queue-credentials --queue-ca --queue-cert --queue-key --queue-replicas
          --lease --json --help" ;;
        normalise) options="--json --explain --doubts --lexicon --readings --help" ;;
        pinyin) options="--json --citation --language --lexicon --readings --help" ;;
        proof) options="--output --lexicon --readings --encoding --help" ;;
        lexicon) options="--json --lexicon --output --help" ;;
        loudness) options="--json --help" ;;
        music) options="--output --loudness --json --help" ;;
        serve) options="--host --port --allow-host --allow-origin --keys --voice --fallback --lexicon --jobs
          --most-characters --most-active --most-connections --folder --episodes --cache --cache-mb --keep-jobs --most-jobs
          --jobs-at-once --help" ;;
        feed) options="lint --config --output --json --previous --base-url --help" ;;
        voices) options="list preview install remove --json --installable --output --text --from --no-runtime --help" ;;
      esac
      mapfile -t COMPREPLY < <(compgen -W "$options" -- "$current") ;;
    *)
      if [ "$command" = lexicon ] && [ "$COMP_CWORD" -eq 2 ]; then
        mapfile -t COMPREPLY < <(compgen -W "check import export why" -- "$current")
      elif [ "$command" = queue ] && [ "$COMP_CWORD" -eq 2 ]; then
        mapfile -t COMPREPLY < <(compgen -W "status drain bury requeue" -- "$current")
      elif [ "$command" = music ] && [ "$COMP_CWORD" -eq 2 ]; then
        mapfile -t COMPREPLY < <(compgen -W "chime pips sting bed" -- "$current")
      elif [ "$command" = help ]; then
        mapfile -t COMPREPLY < <(compgen -W "speak bulletin batch worker queue normalise pinyin lexicon proof loudness music feed serve voices" -- "$current")
      else
        mapfile -t COMPREPLY < <(compgen -f -- "$current")
      fi ;;
  esac
}
complete -o filenames -F _boyin boyin
