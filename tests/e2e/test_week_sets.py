"""The ready sets of contrib/workflows: each is a config without a fault, named in its README."""
import re

from story import Story
from week import SETS


class Sets(Story):
    """A desk that has what sets speak of: a lead, an admin, lines, categories of companies."""

    def setUp(self):
        super().setUp()
        settings = self.desk.settings
        settings["authserv_ids"] = ["mx.example.com"]
        settings["managers"].append({"login": "chief", "name": "Maria Lund", "role": "admin",
                                     "addresses": ["chief@example.com"], "language": "en"})
        settings["groups"] = [{"name": "line1", "members": ["boris"], "next": "line2"},
                              {"name": "line2", "members": ["anna"]}]
        settings["companies"] = [
            {"name": f"{name} Ltd", "domains": [f"{name.lower()}.example"], "category": name}
            for name in ("Client", "Partner", "VIP")]

    def sets(self):
        found = sorted(SETS.glob("*.conf"))
        self.assertGreater(len(found), 0)
        return found

    def test_checked(self):
        """sets: `helpdesk check` finds no fault and has no warning for any of contrib/workflows"""
        self.desk.includes = ["set.conf"]
        for path in self.sets():
            self.desk.write_file("set.conf", path.read_text("utf-8"))
            self.desk.write_config()
            self.assertEqual(self.desk.run("check"), (0, b"", b""), path.name)

    def test_named(self):
        """sets: each stands in the README and names its statuses in all languages"""
        readme = (SETS / "README.md").read_text("utf-8")
        for path in self.sets():
            text = path.read_text("utf-8")
            self.assertTrue(f"`{path.name}`" in readme, f"README.md has {path.name}")
            self.assertTrue(text.startswith("# "), path.name)
            statuses = len(re.findall(r"\bkind = \"(?:new|open|waiting|postponed|solved|closed)\";",
                                      text.partition("workflow = (")[2].partition("\n);")[0]))
            self.assertGreater(statuses, 4, path.name)
            for language in ("en", "ru", "uk"):
                labels = re.findall(rf"\b{language} = \"[^\"]+\";", text.partition(
                    "workflow = (")[2].partition("\n);")[0])
                self.assertEqual(len(labels), statuses, f"{path.name}: names in {language}")
