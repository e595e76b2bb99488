"""The door: HTTP, pages and sockets. It decides nothing.

    request ─▶ sessions (who) ─▶ doors (may they) ─▶ pages (what was sent) ─▶ the clerk or the register
    entry   ─▶ gallery ─▶ views (pieces of pages, drawn once) ─▶ onlookers ─▶ browsers

    put together    app, house, settings; cli, supervisor and server are the processes
    at the door     sessions, passwords, tries, doors, bearer, reach, forms, links, viewer, patience, refusals
    in the sitting  asking, live, gallery, hall, onlooker, lines, missed, views, frames, sockets
    for pages       scene (a meeting under way), desk (one being prepared), expected, typed, shelf_files
    on the page     show, words, icons, paragraphs, assets, packing, squeezing, problems, minutes_files
    beside          following (the phase of lists), errands, doctor, demo
    about media     stage_director, hints, equipment, relays (those in halls), usher, stills, keys, turn

Why pages made here and small scripts, no front-end framework: a first page under 60 kB, and every
vote also by a plain form. Why the gallery draws a part once for all who have the same view and
language: one rendering for 5,000 sockets. Why our own sessions and forms: Litestar's keep the id
across a sign-in, and read a whole upload before its token.
Why two uvicorn classes are subclassed (`patience`, `sockets`): it asks for classes and has no hook.
"""
