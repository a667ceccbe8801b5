// page_rate.c: a customer rates the help: ?page=rate&t=TOKEN&score=4, as our letters link to.
//
// The token is the whole proof: whoever has the link may rate, on any device and without a login.
// A token against cross-site requests would add nothing, since a foreign site that could make a
// browser send this form would need the keyed code, and with the code it needs no browser; there is
// no cookie that it could ride on, so SameSite has nothing to protect either. Score and link are
// preselected by GET, which scanners and previews do too; only the button (POST) stores.
//
// After a POST the browser is sent to a GET of the same page, so that a reload asks nothing and
// sends nothing again. What a rating does is desk/operate.c.
#include "cgi/page.h"

#include "base/lang.h"
#include "desk/operate.h"

#define SCORE_MAX 5
// 4,000 characters, of four bytes at most; a browser counts them by maxlength.
#define REVIEW_BYTES 16000

const Field PAGE_RATE_FIELDS[] = {
    {"t", FIELD_LINE, 1, 400, METHOD_ALL},
    {"score", FIELD_NUMBER, 1, SCORE_MAX, METHOD_POST},
    {"review", FIELD_TEXT, 0, REVIEW_BYTES, 0},
    {"thanks", FIELD_NUMBER, 0, 1, 0},
    {NULL, FIELD_LINE, 0, 0, 0},
};

static const char *const SCORE_WORDS[SCORE_MAX + 1] = {"",         N_("very bad"), N_("bad"),
                                                       N_("fair"), N_("good"),     N_("excellent")};

static void
write_told(Html *h, const RatingView *view, const char *lang, bool thanks)
{
    html_raw(h, "<p class=\"told\" role=\"status\">");
    if (thanks) {
        html_text(h, lang_text(lang, N_("Thank you! Your rating is stored.")));
        html_raw(h, "<br>\n");
    }
    html_text(h, lang_text(lang, N_("Your rating:")));
    html_raw(h, " <strong>");
    html_text(h, lang_text(lang, SCORE_WORDS[view->score]));
    html_raw(h, "</strong>. ");
    html_text(h, lang_text(lang, N_("You can change it below.")));
    html_raw(h, "</p>\n");
}

static void
write_scores(Html *h, const char *lang, int picked)
{
    html_raw(h, "<fieldset>\n<legend>");
    html_text(h, lang_text(lang, N_("How well did we help you?")));
    html_raw(h, "</legend>\n");
    for (int score = SCORE_MAX; score >= 1; score--) {
        const char value[] = {(char)('0' + score), '\0'};
        html_raw(h, "<label class=\"pick\"><input type=\"radio\" name=\"score\" required");
        html_attr(h, "value", value);
        if (score == picked) {
            html_raw(h, " checked");
        }
        html_raw(h, "> <span>");
        html_text(h, value);
        html_raw(h, " – ");
        html_text(h, lang_text(lang, SCORE_WORDS[score]));
        html_raw(h, "</span></label>\n");
    }
    html_raw(h, "</fieldset>\n");
}

static void
write_form(Visit *visit, const RatingView *view, const char *lang)
{
    Html *h = &visit->response->body;
    int asked = (int)request_number(visit->request, "score");
    g_autofree char *action = url_build(visit->reception->desk->web_url, "page", "rate", NULL);
    html_raw(h, "<form method=\"post\"");
    html_url(h, "action", action);
    html_raw(h, ">\n<input type=\"hidden\" name=\"t\"");
    html_attr(h, "value", request_value(visit->request, "t"));
    html_raw(h, ">\n");
    write_scores(h, lang, asked ? asked : view->score);
    html_raw(h, "<label class=\"name\" for=\"review\">");
    html_text(h, lang_text(lang, N_("What was good, what should be better? (optional)")));
    // A parser drops the first line end in a textarea.
    html_raw(h, "</label>\n<textarea id=\"review\" name=\"review\" rows=\"6\" "
                "maxlength=\"4000\" dir=\"auto\">\n");
    html_text(h, view->review);
    html_raw(h, "</textarea>\n<button type=\"submit\">");
    html_text(h, lang_text(lang, view->score ? N_("Change the rating") : N_("Send the rating")));
    html_raw(h, "</button>\n</form>\n");
}

static bool
show(Visit *visit, GError **error)
{
    g_auto(RatingView) view = {0};
    if (!rating_look(visit->reception, request_value(visit->request, "t"), &view, error)) {
        return false;
    }
    const char *known = lang_find(view.language);
    const char *lang = known ? known : visit->request->language;
    Html *h = &visit->response->body;
    g_autofree char *title =
        g_strdup_printf("%s %s", view.marker, lang_text(lang, N_("Rate our help")));
    response_title(visit->response, title);
    visit->response->language = lang;
    html_raw(h, "<h1>");
    html_text(h, lang_text(lang, N_("Rate our help")));
    html_raw(h, "</h1>\n<p>");
    html_text(h, view.marker);
    html_raw(h, " <bdi>");
    html_text(h, view.subject);
    html_raw(h, "</bdi></p>\n");
    if (view.score >= 1 && view.score <= SCORE_MAX) {
        write_told(h, &view, lang, request_number(visit->request, "thanks") == 1);
    }
    write_form(visit, &view, lang);
    return true;
}

bool
page_rate(Visit *visit, GError **error)
{
    if (visit->request->method != METHOD_POST) {
        return show(visit, error);
    }
    const char *token = request_value(visit->request, "t");
    if (!rating_give(visit->reception, token, (int)request_number(visit->request, "score"),
                     request_value(visit->request, "review"), error)) {
        return false;
    }
    g_autofree char *url =
        url_build(visit->reception->desk->web_url, "page", "rate", "t", token, "thanks", "1", NULL);
    response_redirect(visit->response, url);
    return true;
}
