"""Writes of information to the police, split by who acts: the writer, the second person, both sides, and the person."""

from safety.police.service.ending import on_report_erased as on_report_erased
from safety.police.service.ending import on_scope_ended as on_scope_ended
from safety.police.service.exchanging import ask as ask
from safety.police.service.exchanging import give_feedback as give_feedback
from safety.police.service.exchanging import give_no_answer as give_no_answer
from safety.police.service.exchanging import open_received as open_received
from safety.police.service.exchanging import tell_person as tell_person
from safety.police.service.releasing import give_back as give_back
from safety.police.service.releasing import release as release
from safety.police.service.releasing import take_back as take_back
from safety.police.service.writing import ask_second_person as ask_second_person
from safety.police.service.writing import rewrite as rewrite
from safety.police.service.writing import set_aside as set_aside
from safety.police.service.writing import take_to_desk as take_to_desk
from safety.police.service.writing import write_answer as write_answer
from safety.police.service.writing import write_from_observation as write_from_observation
from safety.police.service.writing import write_from_report as write_from_report
