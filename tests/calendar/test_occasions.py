"""The templates a new meeting is made from."""

from meetings.calendar.occasions import occasions


def test_every_template_has_its_words_in_both_languages():
    for occasion in occasions().values():
        for words in (occasion.names, occasion.about, *(item.titles for item in occasion.items)):
            assert set(words) == {"vi", "en"}
            assert all(words.values())


def test_the_usual_business_fits_into_the_usual_hours():
    assert list(occasions()) == ["regular", "thematic", "briefing", "hearing"]
    for occasion in occasions().values():
        assert 0 < sum(item.minutes for item in occasion.items) <= occasion.hours * 60
