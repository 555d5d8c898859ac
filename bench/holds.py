"""Ranking that holds elsewhere: every number that shapes it, chosen with each set of questions left out in turn.

`python -m bench.holds` prints plain rankings, the program's three modes, and what is gained on a set by numbers chosen
without it; then the numbers chosen on all sets, which `--write` keeps in bench/chosen.json. A test holds the program's
numbers to that file; `--check` says whether this run chooses them again. `--table` prints the table alone.
"""

import argparse
import itertools
import json
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from bench import unanswered
from bench.baselines import Scores
from bench.holds_sets import LabelledSet, ndcg_of, opened_sets, weighed
from kb.evaluation import ndcg, ranked_names
from kb.index.words.bm25 import GRAMS, WORDS, Saturation
from kb.search.weights import FUSED, LEXICAL, Weights

CHOSEN = Path(__file__).parent / "chosen.json"
# The values tried for each number. Those of one sign lie so far apart that the next one is worth trying. BM25 of words
# keeps its usual values, which no set has to choose.
GRID: Mapping[str, Sequence[float]] = {
    "sentence": (0.0, 0.15, 0.3),
    "title": (0.0, 0.1, 0.2, 0.3, 0.4, 0.5),
    "words": (0.0, 0.05, 0.1, 0.15, 0.2, 0.3),
    "head": (0.0, 0.03, 0.06, 0.1),
    "grams": (0.0, 0.05, 0.1, 0.15, 0.2),
    "grams_k1": (0.3, 0.6, 1.2),
    "grams_b": (0.4, 0.6, 0.75),
}
# The values tried for what stands beside the words of a record, weighed 1, when words alone are asked.
WORDS_GRID: Mapping[str, Sequence[float]] = {"head": (0.0, 0.1, 0.2, 0.3, 0.6), "grams": (0.0, 0.1, 0.2, 0.3, 0.5, 1.0)}
SIGNS = ("sentence", "title", "words", "head", "grams")
# What the mean gain weighs beside the worst set's.
MEAN = 0.25
# A choice that gains less than this in the objective is none: the simpler or the present one stays.
LEAST = 0.0005
Numbers = dict[str, float]


def present() -> Numbers:
    """The numbers that the program uses."""
    return {
        **{"sentence": FUSED.sentence, "title": FUSED.title},
        **{"words": FUSED.words, "head": FUSED.head, "grams": FUSED.grams},
        **{"grams_k1": GRAMS.k1, "grams_b": GRAMS.b},
    }


def scored(one: LabelledSet, numbers: Numbers) -> Scores:
    """The score of each record for each question with these numbers."""
    passage = round(1 - numbers["sentence"] - numbers["title"], 9)
    weights = Weights(passage, **{sign: numbers[sign] for sign in SIGNS})
    return weighed(one, weights, WORDS, Saturation(numbers["grams_k1"], numbers["grams_b"]))


def present_words() -> Numbers:
    """What the program weighs beside words when they alone are asked."""
    return {"head": LEXICAL.head, "grams": LEXICAL.grams}


def gains_of_words(one: LabelledSet) -> dict[tuple[float, ...], float]:
    """What words alone gain on plain BM25 on a set, for each pair of WORDS_GRID."""
    plain = ndcg_of(one, one.plain["BM25"])
    return {
        (head, grams): ndcg_of(one, weighed(one, Weights(0.0, 0.0, 0.0, 1.0, head, grams), WORDS, GRAMS)) - plain
        for head, grams in itertools.product(*WORDS_GRID.values())
    }


def choose_words(gains: Sequence[Mapping[tuple[float, ...], float]]) -> Numbers:
    """The pair that gains most by the same objective: the worst set's gain, and a part of the mean one."""

    def value(pair: Iterable[float]) -> float:
        of_sets = [one[tuple(pair)] for one in gains]
        return min(of_sets) + MEAN * float(np.mean(of_sets))

    return dict(zip(WORDS_GRID, max(gains[0], key=value), strict=True))


def words_table(sets: Sequence[LabelledSet]) -> Numbers:
    """Print what words alone gain on plain BM25, chosen on all sets and without each; the pair chosen on all."""
    gains = {id(one): gains_of_words(one) for one in sets}
    chosen = choose_words(list(gains.values()))
    print("\nWords alone beside plain BM25, in points: with the weights chosen on all sets, and without the set.\n")
    print("| set | form | chosen | chosen without it |\n|---|---|---|---|")
    for one in sets:
        others = [gains[id(other)] for other in sets if other.name != one.name]
        without = choose_words(others) if others else chosen
        figures = [100 * gains[id(one)][tuple(pair.values())] for pair in (chosen, without)]
        print(f"| {one.name} | {one.form} | {figures[0]:+.1f} | {figures[1]:+.1f} |", flush=True)
    return chosen


def best_plain(one: LabelledSet) -> float:
    """nDCG@10 of the best plain ranking."""
    return max(ndcg_of(one, scores) for scores in one.plain.values())


def objective(sets: Sequence[LabelledSet], numbers: Numbers, plain: Mapping[int, float]) -> float:
    """The worst set's gain over its best plain ranking, and a part of the mean one."""
    gains = [ndcg_of(one, scored(one, numbers)) - plain[id(one)] for one in sets]
    return min(gains) + MEAN * float(np.mean(gains))


def choose(sets: Sequence[LabelledSet], start: Numbers, plain: Mapping[int, float], *, without: str = "") -> Numbers:
    """The numbers that coordinate ascent finds from `start`, one sign left out if named."""
    known: dict[tuple[float, ...], float] = {}

    def value(numbers: Numbers) -> float:
        key = tuple(numbers.values())
        if key not in known:
            known[key] = objective(sets, numbers, plain)
        return known[key]

    best = {**start, without: 0.0} if without else dict(start)
    while True:
        before = best
        for name, values in GRID.items():
            if name == without:
                continue
            for tried in values:
                other = {**best, name: tried}
                if value(other) > value(best) + LEAST:
                    best = other
        if best == before:
            return best


def names_of(sets: Sequence[LabelledSet]) -> list[str]:
    """The names of the sets, each once: both forms of a set are left out together."""
    return list(dict.fromkeys(one.name for one in sets))


def table(sets: Sequence[LabelledSet], plain: Mapping[int, float], without: Mapping[str, Numbers]) -> list[float]:
    """Print nDCG@10 of every set and form, and return the gains of the program as it stands."""
    print(
        "| set | form | questions | BM25 | cosine | convex | words | meaning | **fused** | gain | chosen without it |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    gains = []
    for one in sets:
        ours = {mode: program(one, mode) for mode in ("lexical", "dense", "fused")}
        gains.append(ours["fused"] - plain[id(one)])
        figures = [ndcg_of(one, scores) for scores in one.plain.values()] + [ours["lexical"], ours["dense"]]
        left_out = f"{ndcg_of(one, scored(one, without[one.name])):.3f}" if without else ""
        row = [one.name, one.form, str(len(one.questions)), *(f"{figure:.3f}" for figure in figures)]
        row += [f"**{ours['fused']:.3f}**", f"{100 * gains[-1]:+.1f}", left_out]
        print("| " + " | ".join(row) + " |", flush=True)
        for split in one.splits if len(one.splits) > 1 else ():
            of_split = [ndcg_of(one, scores, split) for scores in one.plain.values()]
            of_split += [program(one, mode, split) for mode in ("lexical", "dense", "fused")]
            count = sum(question.split == split for question in one.questions)
            print("| " + " | ".join([f"– {split}", "", str(count), *(f"{f:.3f}" for f in of_split), "", ""]) + " |")
    print(
        f"\nGain over the best plain ranking: worst {100 * min(gains):+.1f}, mean {100 * np.mean(gains):+.1f} points."
    )
    return gains


def program(one: LabelledSet, mode: str, split: str | None = None) -> float:
    """nDCG@10 of the program itself, asked one question after the other."""
    asked = [question for question in one.questions if split is None or question.split == split]
    return float(np.mean([ndcg(ranked_names(one.base, q.question, mode, q.relevant), q.relevant) for q in asked]))


def signs_left_out(sets: Sequence[LabelledSet], chosen: Numbers, plain: Mapping[int, float]) -> None:
    """Print what leaving each sign out costs on each set, the other numbers chosen anew."""
    full = [ndcg_of(one, scored(one, chosen)) for one in sets]
    print("\nPoints lost without a sign, the other numbers chosen anew:\n")
    print("| sign | " + " | ".join(f"{one.name} {one.form}".strip() for one in sets) + " |")
    print("|---|" + "---|" * len(sets))
    for sign in SIGNS:
        other = choose(sets, chosen, plain, without=sign)
        lost = [f"{100 * (a - ndcg_of(one, scored(one, other))):.1f}" for a, one in zip(full, sets, strict=True)]
        print(f"| {sign} | " + " | ".join(lost) + " |", flush=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Choose and print; 1 when `--check` finds that other numbers are chosen than those of the program."""
    parser = argparse.ArgumentParser(prog="python -m bench.holds", description=__doc__)
    parser.add_argument("--write", action="store_true", help="keep the numbers chosen in bench/chosen.json")
    parser.add_argument("--check", action="store_true", help="fail when other numbers are chosen")
    parser.add_argument("--table", action="store_true", help="print the table alone, choosing nothing")
    parser.add_argument("--only", nargs="*", default=(), help="names of sets")
    parser.add_argument("--folder", help="where the bases are kept between runs")
    said = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as temporary, opened_sets(Path(said.folder or temporary), said.only) as sets:
        plain = {id(one): best_plain(one) for one in sets}
        silence = unanswered.judged(sets)
        if said.table:
            table(sets, plain, {})
            unanswered.table(silence)
            return 0
        without = {
            name: choose([one for one in sets if one.name != name], present(), plain)
            for name in (names_of(sets) if len(names_of(sets)) > 1 else [])
        }
        table(sets, plain, without)
        chosen = choose(sets, present(), plain)
        signs_left_out(sets, chosen, plain)
        words = words_table(sets)
        unanswered.table(silence)
    found = {"ranking": chosen, "words": words, "nearness": unanswered.chosen(silence)}
    program = {"ranking": present(), "words": present_words(), "nearness": unanswered.present()}
    print(f"\nChosen: {found}\nThe program's: {program}")
    if said.write:
        CHOSEN.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    return int(said.check and found != program)


if __name__ == "__main__":
    sys.exit(main())
