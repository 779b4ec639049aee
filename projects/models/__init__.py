"""People, projects, items, campaigns and what they ask."""

from projects.models.campaign import Campaign, CampaignItem, CampaignNote
from projects.models.importing import ItemImport
from projects.models.item import Item, ItemImage
from projects.models.job import Job
from projects.models.project import Membership, Project
from projects.models.question import FormVersion, Label, Question, QuestionVersion
from projects.models.user import User

__all__ = [
    "Campaign",
    "CampaignItem",
    "CampaignNote",
    "FormVersion",
    "Item",
    "ItemImage",
    "ItemImport",
    "Job",
    "Label",
    "Membership",
    "Project",
    "Question",
    "QuestionVersion",
    "User",
]
