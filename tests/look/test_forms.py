"""Forms in GOV.UK mark-up, and dates of which only a part is known."""

from typing import Any, ClassVar

import pytest
from django import forms

from wayhome.look.forms import GovForm, PartialDateField, Renderer


class Call(GovForm):
    """A short form with one field of each kind."""

    autocomplete: ClassVar = {"phone": "tel"}
    name = forms.CharField(label="First name", help_text="Or “unknown”.")
    born = PartialDateField(label="Born", required=False)
    words = forms.CharField(label="What happened", widget=forms.Textarea, required=False)
    who = forms.ChoiceField(label="Who calls", widget=forms.RadioSelect, choices=[("p", "Parent"), ("o", "Other")])
    signs = forms.MultipleChoiceField(
        label="Signs", required=False, widget=forms.CheckboxSelectMultiple, choices=[("m", "Medicine")]
    )
    area = forms.ChoiceField(label="Area", required=False, choices=[("", "Not known"), ("n", "Northmoor")])
    photo = forms.FileField(label="Photo", required=False)
    phone = forms.CharField(label="Phone", required=False)
    agree = forms.BooleanField(label="May be called back", required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse one phone, to see an error of the whole form."""
        if self.cleaned_data.get("phone") == "none":
            raise forms.ValidationError("A call needs a number.")
        return self.cleaned_data


def call(**given: str) -> Call:
    return Call({"name": "Jay", "who": "p", **given}, renderer=Renderer())


@pytest.mark.parametrize(
    ("field", "mark_up"),
    [
        ("name", '<input class="govuk-input" type="text" name="name"'),
        ("words", '<textarea class="govuk-textarea" name="words"'),
        ("area", '<select class="govuk-select" name="area"'),
        ("who", '<input class="govuk-radios__input" type="radio" name="who" value="p" id="id_who_0"'),
        ("signs", '<input class="govuk-checkboxes__input" type="checkbox" name="signs" value="m" id="id_signs_0"'),
        ("photo", '<input class="govuk-file-upload" type="file" name="photo"'),
        ("agree", '<label class="govuk-label govuk-checkboxes__label" for="id_agree">May be called back</label>'),
        ("born", 'inputmode="numeric" id="id_born_year" name="born_year"'),
        ("phone", 'autocomplete="tel"'),
    ],
)
def test_each_kind_of_field_has_its_mark_up(field: str, mark_up: str) -> None:
    assert mark_up in Call(renderer=Renderer())[field].as_field_group()


def test_a_choice_stays_chosen() -> None:
    assert 'value="o" id="id_who_1" checked' in call(who="o")["who"].as_field_group()


def test_the_hint_and_the_error_are_read_out_with_the_control() -> None:
    html = call(name="")["name"].as_field_group()
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html
    assert 'aria-invalid="true"' in html


def test_the_error_summary_leads_to_the_first_control_of_each_field() -> None:
    form = call(name="", who="", born_day="3", born_year="2011", phone="none")
    assert [(line.words, line.href) for line in form.error_lines] == [
        ("A call needs a number.", ""),
        ("Enter an answer: First name", "#id_name"),
        ("A date with a day must include a month", "#id_born_day"),
        ("Choose an answer: Who calls", "#id_who_0"),
    ]
    for line in form.error_lines[1:]:
        assert f'id="{line.href[1:]}"' in str(form)
    assert "There is a problem" in form.error_summary


def test_a_form_without_errors_has_no_summary() -> None:
    assert call().error_summary == ""
    assert Call(renderer=Renderer()).error_summary == ""


def test_what_was_typed_is_escaped() -> None:
    form = call(name="<script>alert(1)</script>", words="</textarea><b>", born_year="<b>")
    assert "<script>" not in str(form)
    assert "<b>" not in str(form)


@pytest.mark.parametrize(
    ("day", "month", "year", "value"),
    [
        ("", "", "2011", "2011"),
        ("", "5", "2011", "2011-05"),
        ("", "May", "2011", "2011-05"),
        ("", "sept", "2011", None),
        ("25", "05", "2011", "2011-05-25"),
        (" 7 ", "12", "2011", "2011-12-07"),
        ("29", "2", "2012", "2012-02-29"),
        ("", "", "", ""),
    ],
)
def test_a_date_may_be_known_in_part(day: str, month: str, year: str, value: str | None) -> None:
    form = call(born_day=day, born_month=month, born_year=year)
    if value is None:
        assert "born" in form.errors
    else:
        assert form.is_valid(), form.errors
        assert form.cleaned_data["born"] == value


@pytest.mark.parametrize(
    ("day", "month", "year", "words"),
    [
        ("", "5", "", "The date must include a year, such as 2011"),
        ("", "", "11", "The year must have four digits, such as 2011"),
        ("", "", "3011", "The year must be between 1900 and 2100"),
        ("", "13", "2011", "The month must be a number from 1 to 12, or its name"),
        ("31", "2", "2011", "This month has no day 31"),
        ("29", "2", "2011", "This month has no day 29"),
        ("0", "2", "2011", "This month has no day 0"),
        ("x", "2", "2011", "This month has no day x"),
        ("3", "", "2011", "A date with a day must include a month"),
        ("٣", "2", "2011", "This month has no day ٣"),
    ],
)
def test_a_wrong_part_of_a_date_is_named(day: str, month: str, year: str, words: str) -> None:
    form = call(born_day=day, born_month=month, born_year=year)
    assert form.errors["born"] == [words]
    assert f'value="{day}"' in form["born"].as_field_group()


def test_a_stored_date_fills_its_boxes() -> None:
    html = Call(initial={"born": "2011-05"}, renderer=Renderer())["born"].as_field_group()
    assert 'name="born_month" value="5"' in html
    assert 'name="born_year" value="2011"' in html
    assert 'name="born_day" value=""' in html


@pytest.mark.parametrize(("sent", "value"), [("2011-05-25", "2011-05-25"), ("2011", "2011"), ("25/5/2011", None)])
def test_a_date_may_be_sent_as_one_string(sent: str, value: str | None) -> None:
    form = call(born=sent)
    assert form.is_valid() is (value is not None)
    assert form.cleaned_data.get("born") == value


def test_a_form_may_have_its_own_sentence_for_an_empty_field() -> None:
    class Own(GovForm):
        place = forms.CharField(error_messages={"required": "Say where, or write unknown."})

    assert Own({}, renderer=Renderer()).errors["place"] == ["Say where, or write unknown."]
