// rating.h: a rating that a customer writes instead of choosing one on the page.
#pragma once

// "5", "4/5", "★★★★☆", "3 stars": 1…5 when the text is that and nothing else, 0 otherwise.
int rating_of_text(const char *text);
