"""Deletion of a person: what messaging holds of them goes; counts and states stay."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from marketloop.messaging.models import LinkVisit, Message, MessageContent, TopicChoice

CHUNK = 500


def forget_people(profile_ids: Collection[int]) -> int:
    """Erase rendered mails, variables, dynamic link targets and choices of these profiles; returns how many messages they had.

    The suppression list keeps its keyed token: who asked never to be written to must not be written to after a new import.
    """
    listed, touched = list(profile_ids), 0
    for start in range(0, len(listed), CHUNK):
        part = listed[start : start + CHUNK]
        with transaction.atomic():
            mine = Message.objects.filter(profile_id__in=part)
            MessageContent.objects.filter(message__in=mine).delete()
            LinkVisit.objects.filter(message_id__in=mine.values("id")).delete()
            TopicChoice.objects.filter(profile_id__in=part).delete()
            touched += mine.update(variables={}, links=None, detail="")
    return touched
