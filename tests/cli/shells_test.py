#!/usr/bin/env python3
"""Completion and manual pages, as the program prints them, tried in the shells and formatters themselves."""
import re
import shutil
import subprocess
import unittest

from boyin import Case, boyin, main

COMMANDS = {"speak", "bulletin", "batch", "queue", "worker", "normalise", "pinyin", "proof", "feed", "audit", "loudness",
            "music", "lexicon", "voices", "serve", "help", "version", "completion"}


def options_of(*command):
    return set(re.findall(r"^  (?:-\w,)?(--[a-z][a-z-]+)", boyin("help", *command).out, re.M))


class Shells(Case):
    def script(self, kind):
        run = boyin("completion", kind)
        self.assertEqual(run.returncode, 0, run.err)
        return self.write({"zsh": "_boyin"}.get(kind, f"boyin.{kind}"), run.out)

    def bash(self, *words):
        script = (f"source {self.script('bash')}; COMP_WORDS=({' '.join(repr(w) for w in words)}); "
                  f"COMP_CWORD={len(words) - 1}; _boyin; printf '%s\\n' \"${{COMPREPLY[@]}}\"")
        run = subprocess.run(["bash", "-c", script], capture_output=True, text=True, cwd=self.folder, check=True)
        self.assertEqual([line for line in run.stderr.splitlines() if "compopt" not in line], [])
        return set(run.stdout.split())

    def test_bash(self):
        self.assertEqual(self.bash("boyin", ""), COMMANDS)
        self.assertEqual(self.bash("boyin", "n"), {"normalise"})
        self.assertEqual(self.bash("boyin", "lexicon", "c"), {"check"})
        self.assertEqual(self.bash("boyin", "speak", "--vo"), {"--voice"})
        self.assertEqual(self.bash("boyin", "speak", "--credit", ""), {"last", "skip"})
        self.assertEqual(self.bash("boyin", "speak", "-f", "m"), {"mp3", "m4a", "m4b", "mp2"})
        self.write("news.txt", "你好。")
        self.assertEqual(self.bash("boyin", "speak", "ne"), {"news.txt"})
        for command in (["speak"], ["serve"], ["queue", "status"], ["voices", "install"]):
            self.assertEqual(self.bash("boyin", *command, "--"), options_of(*command), command)

    @unittest.skipUnless(shutil.which("fish"), "no fish")
    def test_fish(self):
        script = self.script("fish")

        def offers(line):
            run = subprocess.run(["fish", "-c", f"source {script}; complete -C '{line}'"], capture_output=True, text=True,
                                 cwd=self.folder, env={"HOME": str(self.folder), "PATH": "/usr/bin:/bin"}, check=True)
            self.assertEqual(run.stderr, "")
            return {line.split("\t")[0] for line in run.stdout.splitlines()}

        self.assertLessEqual(COMMANDS, offers("boyin "))
        self.assertLessEqual({"check", "import", "export", "why"}, offers("boyin lexicon "))
        self.assertEqual(offers("boyin speak --cred"), {"--credit"})
        self.assertEqual(offers("boyin speak --credit "), {"last", "skip"})
        self.assertEqual(offers("boyin serve --") & {"--port", "--voice"}, {"--port", "--voice"})

    @unittest.skipUnless(shutil.which("zsh"), "no zsh")
    def test_zsh(self):
        self.script("zsh")
        # A line is typed into an interactive zsh with TAB behind it, and what it becomes is read back.
        harness = self.write("harness", r"""
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "PS1= ; fpath=($PWD \$fpath); autoload -Uz compinit; compinit -u -d $PWD/dump; echo READY"
zpty -r -m shell line '*READY*READY*'
zpty -n -w shell "$1"$'\t'
sleep 3
zpty -n -w shell $'\C-u'
zpty -r -t shell out; print -r -- $out
while zpty -r -t shell out; do print -r -- $out; done
zpty -d shell
""")
        for line, wanted in (("boyin norm", "normalise"), ("boyin speak --cred", "--credit"),
                             ("boyin lexicon che", "check"), ("boyin speak --credit sk", "skip")):
            run = subprocess.run(["zsh", "-f", harness, line], capture_output=True, text=True, cwd=self.folder,
                                 timeout=60)
            self.assertIn(wanted, run.stdout.replace("\a", ""), run.stderr)

    def test_manual_pages(self):
        pages = boyin("completion", "man").out.split()
        self.assertEqual(set(pages), COMMANDS)
        for name in pages:
            run = boyin("completion", "man", name)
            self.assertEqual(run.returncode, 0, run.err)
            page = self.write(f"boyin-{name}.1", run.out)
            self.assertIn(".Xr boyin 1", run.out)
            for option in options_of(name):
                self.assertIn(option.replace("--", "Fl \\-").replace("-", "\\-").replace("\\\\-", "\\-"), run.out, name)
            if shutil.which("mandoc"):
                lint = subprocess.run(["mandoc", "-Tlint", "-Wwarning", page], capture_output=True, text=True)
                self.assertEqual((lint.stdout, lint.returncode), ("", 0))

    @unittest.skipUnless(shutil.which("mandoc"), "no mandoc")
    def test_every_page_is_formatted(self):
        for name in sorted(COMMANDS):
            page = self.write(f"{name}.1", boyin("completion", "man", name).out)
            text = subprocess.run(["mandoc", "-Tutf8", page], capture_output=True, text=True, check=True).stdout
            self.assertIn("SEE ALSO", re.sub(".\x08", "", text))

    def test_help_of_a_command_of_a_command(self):
        run = boyin("help", "lexicon", "check")
        self.assertEqual(run.returncode, 0, run.err)
        self.assertIn("boyin lexicon check", run.out)
        self.assertEqual(boyin("help", "lexicon", "chek").returncode, 2)


main()
