"""Papers: what delegates read before they sit down, and what is left when they rise.

    upload ─▶ intake ─▶ shelf (files by hash)            kinds, archives, names judge it
                 └─▶ pager ─▶ paging ─▶ paging_worker    one short-lived process for each stretch of pages
                                          └─▶ pictures   the smallest encoding that stays legible
    record ─▶ minutes_words ─▶ the page, and minutes_document (DOCX, form 1.9)
    people ─▶ invitation (form 1.7), qr

Why pages as pictures and text, made here, and no PDF viewer in the browser: a
viewer library weighs as much as forty pages do; pages load one by one over
a thin line, need no script, and leave nothing active of what was uploaded.

Strangers' files are opened in `paging_worker` only, a process that may use so much
memory and time and is then killed; the web server never decodes one itself.
"""
