"""The cycle of fictitious workshops: all that is said in it is in its restitution."""

import yaml

from kb.base import KnowledgeBase
from kb.wiki.write import writing
from kb.workshops import sample
from kb.workshops.restitution import assembling, following
from tests.workshops.room import FACILITATOR


def test_each_association_cell_card_vote_and_lead_of_the_cycle_is_in_its_restitution(base: KnowledgeBase) -> None:
    number = sample.play(base.wiki, FACILITATOR, ("EXP-2019-001", "EXP-2021-002"))
    made = assembling.draft(base.wiki, FACILITATOR, number)
    whole = "\n".join(str(one) for one in writing.open_writing(base.wiki, FACILITATOR, made.number).fields.values())
    told = yaml.safe_load(sample.CYCLE.read_text("utf-8"))
    for one in told["sittings"]:
        said = [text for _, text in one["associations"]] + [cell[3] for cell in one["cells"]]
        said += [text for cards in one["heaps"].values() for _, _, text in cards] + [lead[0] for lead in one["leads"]]
        said += [f"{name} : {points}\u00a0point" for name, points in one["points"].items()]
        assert not [text for text in said if text not in whole]
    assert [one.lead.state for one in following.board(base.wiki, FACILITATOR)] == ["dropped", "done", "open", "going"]
