"""What the pages of the secretary's desk share.

    frame          a meeting laid out on the desk, in the frame of its four tabs
    board          is all ready: papers opened and lines, by hall and by person
    calling        who and which halls can be called
    meeting_form   what, when, where: the form of a meeting
"""
