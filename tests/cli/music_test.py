#!/usr/bin/env python3
"""boyin music: the list, and pieces as files that other programs read."""
import json

from boyin import Case, boyin, loudness, main, probe


class Music(Case):
    def test_the_list(self):
        pieces = [json.loads(line) for line in boyin("music", "--json").out.splitlines()]
        self.assertEqual([piece["name"] for piece in pieces], ["chime", "pips", "sting", "bed"])
        for piece in pieces:
            self.assertIn(piece["name"], boyin("music").out)

    def test_a_piece_is_written_as_long_and_as_loud_as_it_says(self):
        for piece in [json.loads(line) for line in boyin("music", "--json").out.splitlines()]:
            with self.subTest(piece=piece["name"]):
                out = self.folder / f"{piece['name']}.flac"
                run = boyin("music", piece["name"], "-o", out, "--loudness", "-20/-1")
                self.assertEqual(run.returncode, 0, run.err)
                self.assertAlmostEqual(float(probe(out)["format"]["duration"]), piece["seconds"],
                                       delta=0.002)
                lufs, peak = loudness(out)
                self.assertAlmostEqual(lufs, -20, delta=0.3)
                self.assertLessEqual(peak, -1)

    def test_what_cannot_be_is_a_usage_error(self):
        for arguments in (["drum", "-o", "a.wav"], ["sting"], ["-o", "a.wav"],
                          ["sting", "-o", "a.xyz"], ["sting", "-o", "a.wav", "--loudness", "loud"]):
            with self.subTest(arguments=arguments):
                run = boyin("music", *arguments, cwd=self.folder)
                self.assertEqual(run.returncode, 2, run.err)
        self.assertEqual(self.left_over(), [])


main()
