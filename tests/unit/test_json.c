// test_json.c: the JSON writer: commas, levels, escapes; what it writes reads back as it was.
#include "desk_fixture.h"

#include "base/json.h"

static void
levels(void **state)
{
    g_auto(Json) j = {0};
    json_init(&j);
    json_object(&j, NULL);
    json_text(&j, "a", "x");
    json_number(&j, "n", -5);
    json_flag(&j, "t", true);
    json_flag(&j, "f", false);
    json_null(&j, "z");
    json_text(&j, "none", NULL);
    json_array(&j, "empty");
    json_end_array(&j);
    json_object(&j, "no");
    json_end_object(&j);
    json_array(&j, "list");
    json_text(&j, NULL, "one");
    json_object(&j, NULL);
    json_number(&j, "big", G_MAXINT64);
    json_end_object(&j);
    json_end_array(&j);
    json_end_object(&j);
    assert_string_equal(
        j.out->str,
        "{\n  \"a\": \"x\",\n  \"n\": -5,\n  \"t\": true,\n  \"f\": false,\n  \"z\": null,\n"
        "  \"none\": null,\n  \"empty\": [],\n  \"no\": {},\n  \"list\": [\n    \"one\",\n    {\n"
        "      \"big\": 9223372036854775807\n    }\n  ]\n}\n");
}

static void
escapes(void **state)
{
    static const struct {
        const char *in, *want;
    } ROWS[] = {
        {"", "\"\""},
        {"a", "\"a\""},
        {"\"\\/", "\"\\\"\\\\/\""},
        {"\b\f\n\r\t", "\"\\b\\f\\n\\r\\t\""},
        {"\x01\x1f\x7f", "\"\\u0001\\u001f\\u007f\""},
        {"Привіт ✓ 😀", "\"Привіт ✓ 😀\""},
        {"a\xff"
         "b",
         "\"a\xef\xbf\xbd"
         "b\""},
        {"</script>", "\"</script>\""},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_auto(Json) j = {0};
        json_init(&j);
        json_array(&j, NULL);
        json_text(&j, NULL, ROWS[i].in);
        json_end_array(&j);
        g_autofree char *want = g_strdup_printf("[\n  %s\n]\n", ROWS[i].want);
        assert_string_equal(j.out->str, want);
    }
}

static void
keys_are_escaped(void **state)
{
    g_auto(Json) j = {0};
    json_init(&j);
    json_object(&j, NULL);
    json_number(&j, "a\"b", 1);
    json_end_object(&j);
    assert_string_equal(j.out->str, "{\n  \"a\\\"b\": 1\n}\n");
}

static void
texts(void **state)
{
    g_autoptr(GPtrArray) list = g_ptr_array_new();
    g_auto(Json) j = {0};
    json_init(&j);
    json_object(&j, NULL);
    json_texts(&j, "none", list);
    g_ptr_array_add(list, (gpointer) "x");
    g_ptr_array_add(list, (gpointer) "y");
    json_texts(&j, "two", list);
    json_end_object(&j);
    assert_string_equal(j.out->str,
                        "{\n  \"none\": [],\n  \"two\": [\n    \"x\",\n    \"y\"\n  ]\n}\n");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(levels),
        cmocka_unit_test(escapes),
        cmocka_unit_test(keys_are_escaped),
        cmocka_unit_test(texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
