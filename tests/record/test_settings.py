"""What the house remembers about itself."""


async def test_a_value_is_kept_replaced_and_missing_ones_have_a_default(register):
    assert await register.settings.get("name", "none yet") == "none yet"
    await register.settings.set("name", "Vân Hồ")
    await register.settings.set("name", "Huyện Vân Hồ")
    assert await register.settings.get("name", "none yet") == "Huyện Vân Hồ"
