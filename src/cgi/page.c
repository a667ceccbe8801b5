// page.c: the table of pages, and the way of a request through it.
//
// Whatever can be refused without the config and the database is refused before they are opened:
// scanners are the most frequent visitors. GET and HEAD get a store that cannot be written, so that
// "looking changes nothing" does not hang on the care of a handler.
//
// A visitor is told the status and what to do; why something failed on our side goes to the log
// alone. Neighbours: request.c, response.c, page_*.c.
#include "cgi/page.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "config/config.h"

#include <string.h>

const Page PAGES[] = {
    {"rate", METHOD_ALL, PAGE_RATE_FIELDS, page_rate},
    {NULL, 0, NULL, NULL},
};

static const Field PAGE_FIELD[] = {{"page", FIELD_LINE, 1, 40, 0}, {NULL, FIELD_LINE, 0, 0, 0}};

static const Page *
page_find(const char *name)
{
    const Page *page = PAGES;
    while (page->name && strcmp(page->name, name) != 0) {
        page++;
    }
    return page->name ? page : NULL;
}

static unsigned
status_of(const GError *error)
{
    if (g_error_matches(error, HD_ERROR, HD_ERROR_ABSENT)) {
        return 404;
    }
    if (g_error_matches(error, HD_ERROR, HD_ERROR_REFUSED)) {
        return 410;
    }
    return g_error_matches(error, HD_ERROR, HD_ERROR_INPUT) ? 400 : 500;
}

// What is left when no page says otherwise: faults of the installation, with nothing for visitors.
static bool
run_page(const Page *page, const Request *request, const char *conf, Response *response)
{
    if (!*conf) {
        log_write(LOG_ERROR,
                  "HELPDESK_CONF is not set; the web server has to name the config in it");
        return false;
    }
    g_autoptr(GError) error = NULL;
    g_autoptr(Desk) desk = config_load(conf, NULL, &error);
    g_autoptr(Store) store = NULL;
    if (desk) {
        clock_set_zone(desk->time_zone);
        g_free(response->place);
        response->place = g_strdup(desk->name);
        store = store_open(desk->database, request->method == METHOD_POST ? 0 : STORE_READ_ONLY,
                           &error);
    }
    if (!store) {
        log_write(LOG_ERROR, "%s", error->message);
        return false;
    }
    if (!*desk->web_url) {
        // Links cannot be made without it, and must not be made from what a request says.
        log_write(LOG_ERROR, "%s: web.url is not set; pages need it", conf);
        return false;
    }
    Reception reception = {.desk = desk, .store = store, .now = clock_now(), .automation = true};
    Visit visit = {.request = request, .reception = &reception, .response = response};
    if (!page->handler(&visit, &error)) {
        unsigned status = status_of(error);
        if (status == 500) {
            log_write(LOG_ERROR, "page %s: %s", page->name, error->message);
        }
        response_fault(response, status);
    }
    return true;
}

static unsigned
answer(const Environment *env, int body, const char *conf, Request *request, Response *response)
{
    unsigned status = request_read(env, body, request);
    response->language = request->language;
    if (status) {
        return status;
    }
    if (!request_check(request, PAGE_FIELD)) {
        return 400;
    }
    const Page *page = page_find(request_value(request, "page"));
    if (!page) {
        return 404;
    }
    if (!(page->methods & request->method)) {
        response->allow = page->methods;
        return 405;
    }
    if (!request_check(request, page->fields)) {
        return 400;
    }
    return run_page(page, request, conf, response) ? 0 : 500;
}

void
page_answer(const Environment *env, int body, const char *conf, GString *out)
{
    g_auto(Request) request = {0};
    g_auto(Response) response = {0};
    response_init(&response, "en");
    unsigned status = answer(env, body, conf, &request, &response);
    if (status) {
        response_fault(&response, status);
    }
    response_print(&response, strcmp(env->method, "HEAD") == 0, out);
}
