// pictures.h: the pictures that stand in the new text of a message, so that a letter that passes
// the text on shows them in their places.
#pragma once

#include "mail/message.h"
#include "ticket/notice.h"

typedef struct {
    char *text;                 // the letter's words; "[picture: NAME]" where a picture stands
    GPtrArray *shown;           // char*: Content-IDs that stand in the new text
    GPtrArray *names;           // char*: their file names, in the same order
    const GByteArray *repeated; // borrowed; NULL = none
    bool has_html; // the message had HTML: a picture that is not shown stood in its quoted part
} PictureSet;

// m may be NULL: then the text is the notice's and there are no pictures. repeated (may be NULL): a
// byte for each attachment, 1 = part of the sender's signature, left out.
void pictures_find(const Message *m, const Notice *n, const GByteArray *repeated, PictureSet *out);
void pictures_clear(PictureSet *set);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PictureSet, pictures_clear)
bool pictures_is_shown(const PictureSet *set, const MessageAttachment *file);
// Attachment i is a picture that is not sent round again: of the quoted part, or of the signature.
bool pictures_is_left_out(const PictureSet *set, const MessageAttachment *file, unsigned i);
// Puts <img src="cid:…"> in the places of "[picture: NAME]" in HTML made from set->text. The caller
// frees.
char *pictures_place(const PictureSet *set, const char *html);
