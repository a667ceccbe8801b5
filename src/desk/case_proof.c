// case_proof.c: how sure we are of a sender (ticket/proof.h), and why.
//
// The strongest that holds: a signature by a key that the config pins to the manager, once (L4); a
// token of ours (L3); the word of the server that took the mail in (L2); a manager's address and
// nothing more (L1). A signature that is wrong, or was used before, spoils the others: whoever
// sends it has the manager's mail, and may have its token too. Reads the store, writes nothing:
// what was used is remembered when the message is carried out. Neighbours: mail/signature.c,
// mail/authres.c.

#include "base/text.h"
#include "desk/case_private.h"
#include "mail/authres.h"

#define DAY INT64_C(86400)

static bool
say(Case *c, Proof proof, const char *why)
{
    c->facts.proof = proof;
    g_free(c->proof_why);
    c->proof_why = g_strdup(why);
    return true;
}

// Looked at only for managers who have a key: nobody else's mail starts a program.
static bool
check_signature(const Reception *r, Case *c, GError **error)
{
    const Manager *m = c->facts.manager;
    SignatureRules rules = {
        .home = r->desk->openpgp_home,
        .now = r->now,
        .max_age = r->desk->limits.signature_days * DAY,
    };
    if (!m || !r->automation || m->openpgp->len + m->smime->len == 0)
        return true;
    if (!signature_check(c->message, &rules, &c->signature, error))
        return false;
    c->signed_by_manager =
        signature_is_by(&c->signature, c->signature.smime ? m->smime : m->openpgp);
    if (!c->signed_by_manager || !r->store)
        return true;
    int seen = store_signature_seen(r->store, c->signature.sha256, error);
    c->replayed = seen > 0;
    return seen >= 0;
}

static bool
names_outsiders(const Desk *d, const GPtrArray *list)
{
    for (guint i = 0; i < list->len; i++) {
        const Address *a = list->pdata[i];
        if (address_is_valid(a->address) && !desk_queue_by_address(d, a->address) &&
            !desk_manager_by_address(d, a->address))
            return true;
    }
    return false;
}

// A manager who puts others on copy shows them her code: from then on it is known to them too.
// Where a server checks senders that is no harm.
static bool
check_exposure(const Reception *r, Case *c, GError **error)
{
    const ThreadChoice *t = &c->thread;
    if (!c->facts.manager || !t->token_valid || !token_is_for_managers(t->token.purpose) ||
        !r->store || !r->automation || r->desk->authserv_ids->len > 0)
        return true;
    int exposed = store_is_exposed(r->store, t->token.code, error);
    c->exposed = exposed > 0;
    c->exposes = names_outsiders(r->desk, message_to(c->message)) ||
                 names_outsiders(r->desk, message_cc(c->message));
    return exposed >= 0;
}

// What the other proofs say when there is no signature that counts.
static bool
weigh_others(const Reception *r, Case *c)
{
    const Facts *f = &c->facts;
    g_auto(AuthResult) auth = {0};
    // The sender's server vouches for From: for a form, not for whom Reply-To names.
    if (f->sender && !c->form) {
        const Address *from = message_from(c->message)->pdata[0];
        authres_check(c->message, r->desk->authserv_ids, from->address, &auth);
    }
    // Message-IDs travel with forwards and copies: where the config names a server that checks
    // senders, a manager's token counts only in mail that the check lets pass.
    bool unchecked = f->manager && r->desk->authserv_ids->len > 0 && !auth.pass;
    if (c->thread.token_valid && !unchecked && !c->exposed)
        return say(c, PROOF_L3, "the mail answers a letter of ours");
    if (auth.pass)
        return say(c, PROOF_L2, auth.why);
    if (!f->manager)
        return say(c, PROOF_L0, "");
    return say(c, PROOF_L1,
               c->exposed ? "the code of that letter was shown to people outside"
                          : "a manager's address and nothing more");
}

bool
case_proof(const Reception *r, Case *c, GError **error)
{
    const Facts *f = &c->facts;
    if (f->confirmed)
        return say(c, PROOF_L3, "the registered address confirmed it");
    if (!check_signature(r, c, error) || !check_exposure(r, c, error))
        return false;
    if (c->replayed)
        return say(c, PROOF_L1, "the signature was used before");
    if (c->signed_by_manager)
        return say(c, PROOF_L4, "signed by a key of this manager");
    if (c->signature.state == SIGNATURE_BAD)
        return say(c, PROOF_L1, c->signature.why);
    weigh_others(r, c);
    if (c->signature.state == SIGNATURE_NONE)
        return true;
    g_autofree char *why =
        g_strdup_printf("%s; signature: %s", c->proof_why,
                        c->signature.state == SIGNATURE_GOOD ? "by a key that is not this manager's"
                                                             : c->signature.why);
    return say(c, f->proof, why);
}
