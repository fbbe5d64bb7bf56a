"""A snapshot as it stands in JSON."""

import json

VERSION = 4


class Snapshot(dict):
    """A recorded computation; docs/snapshot.md describes its members."""

    def save(self, path):
        """Writes it to a file, a line for each scope, node and edge."""
        with open(path, "w", encoding="utf-8") as file:
            file.write(self.text())

    def text(self):
        """The text of the file."""
        members = []
        for name, value in self.items():
            if name == "edges":
                value = list(self._short_edges())
            if isinstance(value, list):
                lines = ["\n" + json.dumps(item, ensure_ascii=False, separators=(",", ":")) for item in value]
                text = f"[{','.join(lines)}]"
            else:
                text = json.dumps(value, ensure_ascii=False)
            members.append(f'"{name}": {text}')
        return "{" + ", ".join(members) + "}\n"

    def _short_edges(self):
        """The edges, where a contribution that is the gradient itself is not told a second time."""
        gradients = {
            node["id"]: node["tensor"]["gradient"].get("value") for node in self["nodes"] if "tensor" in node}
        for edge in self["edges"]:
            contribution = edge.get("contribution")
            if contribution and contribution["value"] is gradients.get(edge["from"]):
                contribution = {name: value for name, value in contribution.items() if name != "value"}
                edge = {**edge, "contribution": contribution}
            yield edge

    def __repr__(self):
        operations = sum("operation" in node for node in self["nodes"])
        title = self.get("title") or "a computation"
        return f"<Snapshot of {title}: {operations} operations, {len(self['nodes']) - operations} tensors>"

    def _repr_mimebundle_(self, include=None, exclude=None):
        """Its figure or a line of text, never megabytes of JSON."""
        try:
            from ..figure import Figure
        except ImportError:  # The recorder stands alone.
            return {"text/plain": repr(self)}
        return {**Figure(self)._repr_mimebundle_(), "text/plain": repr(self)}

    def _ipython_display_(self):
        """In a notebook both of them: of one output it would show the figure alone."""
        from IPython.display import display

        bundle = self._repr_mimebundle_()
        summary = {"text/plain": bundle.pop("text/plain")}
        if bundle:
            display({**bundle, **summary}, raw=True)
        display(summary, raw=True)
