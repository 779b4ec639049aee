"""What is answered, and what it adds up to."""

from labelling.models.annotation import Annotation
from labelling.models.assignment import Assignment
from labelling.models.gold import GoldLabel
from labelling.models.marks import CampaignProgress, ChangeMark
from labelling.models.results import Consensus, QualityPlot, QualityReport, ResultSet, Skill

__all__ = [
    "Annotation",
    "Assignment",
    "CampaignProgress",
    "ChangeMark",
    "Consensus",
    "GoldLabel",
    "QualityPlot",
    "QualityReport",
    "ResultSet",
    "Skill",
]
