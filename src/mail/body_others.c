// body_others.c: does a text hold words of others (the contract is in body.h)?
//
// Asked where a mistake lets a stranger speak as a manager, so every doubt is for "yes": a quote in
// any style, any attribution however weak, any divider, any header block. What is cut from an
// answer is decided with more care for its text, in body.c. Not for what stands in a forwarded
// message (forward.c). Linear: each line is looked at once, looks ahead are bounded
// (body_lines.c).

#include "mail/body.h"

#include "base/text.h"
#include "mail/body_lines.h"

#include <string.h>

#define HEAD_SIZE 64 // bytes in which the mark of a quote stands
#define NAME_SIZE 20 // bytes of initials or a name before a ">"

// "AP> text" of The Bat, "anna> text"; "x>5" is a formula.
static bool
is_named_quote(const char *head)
{
    const char *p = head;

    while (g_unichar_isalnum(g_utf8_get_char(p))) {
        p = text_next(p);
    }
    return p > head && p - head <= NAME_SIZE && *p == '>' && strchr(" >", p[1]);
}

static bool
is_quote(const Line *line)
{
    size_t lead = strspn(line->text, " \t");
    const char *text = line->text + lead, *bar;
    g_autofree char *head = NULL;
    size_t left;

    if (line->quoted || line->blank) {
        return line->quoted;
    }
    left = line->len - lead;
    // A row of a table has a second bar.
    bar = *text == '|' ? memchr(text + 1, '|', left - 1) : text;
    head = line_fold(text, text_clip_length(text, left, HEAD_SIZE));
    return !bar || *head == '>' || is_named_quote(head);
}

// Does one of the lines that mail programs put above the words of others begin at i?
static bool
is_heading(const Lines *l, size_t i)
{
    const Line *line = &l->lines[i];
    Attribution kind;
    size_t after;

    // Blanks that nobody sees may stand before the marks of a divider.
    if (line->blank || (!line->telling && (unsigned char)*line->text < 0x80)) {
        return false;
    }
    return line_divider(lines_folded(l, i)) != DIVIDER_NONE ||
           lines_attribution(l, i, l->count, &kind) > 0 ||
           lines_header_block(l, i, l->count, &after);
}

bool
answer_holds_others(const char *text)
{
    g_auto(Lines) l = {0};

    lines_read(&l, text);
    for (size_t i = 0; i < l.count; i++) {
        if (is_quote(&l.lines[i]) || line_has_mark(&l.lines[i]) || is_heading(&l, i)) {
            return true;
        }
    }
    return false;
}
