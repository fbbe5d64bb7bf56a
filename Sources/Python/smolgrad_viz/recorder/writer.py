"""Puts what was recorded into the order and the words of a snapshot."""

import collections

from .arrays import number, write
from .calls import words
from .costs import cost_of, total
from .snapshot import VERSION, Snapshot
from .tables import derivatives
from .values import Known


class Writer:
    """Writes what led to the ends; without ends, how far a program came that failed."""

    def __init__(self, recorder, ends):
        self.recorder, self.ends = recorder, ends
        self.failed = recorder.records.failed_step if not ends else None
        self.run = max((run for end in ends for run in end.delivered), default=None)
        self.taken, self.counts = set(), {}
        # For what was handed on and needs no node of its own, the value that is shown; and the changes of gradients on their way.
        self.shown, self.changes = {}, {}
        self.ids, self.scopes, self.nodes, self.edges = {}, {}, [], []

    def snapshot(self, title):
        steps = self._steps()
        self._merge_handed(steps)
        write(self._arrays(steps))
        for step in steps:
            self._operation(step)
        for end in self.ends:
            if id(end) not in self.ids:
                self._leaf(end, None)
        self._unused()
        return Snapshot(
            version=VERSION, **({} if title is None else {"title": title}), **self._total(),
            scopes=list(self.scopes.values()), nodes=self.nodes, edges=self.edges, **self._training())

    def _training(self):
        history = self.recorder.history
        return {"training": history.written()} if history.losses else {}

    def _total(self):
        if self.recorder.records.costs is None:
            return {}
        return {"cost": total([node["cost"] for node in self.nodes if "cost" in node])}

    def _unused(self):
        """The parameters of the model that nothing used which leads to the ends; they stand there by themselves."""
        if self.run is None or self.recorder.model is None:
            return
        told = {known.path for known in self.wanted.values()}
        for path, parameter in self.recorder.model.named_parameters():
            if parameter.requires_grad and path not in told:
                self._leaf(Known(parameter, "parameter", path=path, numbers=self.recorder.records.summary), None)

    def _steps(self):
        """The operations that led to the ends, in the order in which they ran."""
        open_ = list(self.ends)
        steps = set()
        if self.failed is not None:
            open_ += self.recorder.records.last_known + self.failed.inputs
            steps.add(self.failed)
        self.wanted = {id(known): known for known in open_}
        while open_:
            step = open_.pop().step
            if step is None or step in steps:
                continue
            steps.add(step)
            for known in step.inputs:
                if id(known) not in self.wanted:
                    self.wanted[id(known)] = known
                    open_.append(known)
        self.results = {}
        for known in self.wanted.values():
            if known.step is not None:
                self.results.setdefault(known.step, []).append(known)
        return sorted(steps, key=lambda step: step.number)

    def _merge_handed(self, steps):
        """Takes what a module with backward hooks handed on for what it was given, unless a hook changed one of several shares of a gradient."""
        uses = collections.Counter(id(known) for step in steps for known in step.inputs)
        for step in steps:
            for known in self.results[step] if step.is_handed else ():
                given = step.inputs[known.position]
                changes = known.changes.get(self.run, [])
                is_changed = any(before.value() != known.delivered[self.run].value() for _, before in changes)
                if is_changed and (uses[id(given)] > 1 or any(given is end for end in self.ends)):
                    continue
                given = self.shown[id(known)] = self._shown(given)
                if is_changed:
                    self.changes[id(given)] = changes + self._noted(given)
                given.label = given.label or known.label
        self.ends = [self._shown(end) for end in self.ends]

    def _shown(self, known):
        return self.shown.get(id(known), known)

    def _noted(self, known):
        """What hooks changed of a gradient: their names, and the gradient before each."""
        return self.changes.get(id(known), known.changes.get(self.run, []))

    def _inputs(self, step):
        """The operands that are shown, with their positions."""
        own = {known.position for known in self.results.get(step, ()) if id(known) not in self.shown}
        return [
            (position, self._shown(known)) for position, known in enumerate(step.inputs) if not step.is_handed or position in own]

    def _arrays(self, steps):
        """All arrays whose numbers will be told."""
        found = []
        for known in self.wanted.values():
            found += [known.value] + ([known.delivered[self.run]] if self.run in known.delivered else [])
            found += [before for _, before in known.changes.get(self.run, ())]
        if self.run is not None:
            found += [share.value(self.run) for step in steps for share in step.shares.values()]
        return [kept for kept in {id(kept): kept for kept in found if kept is not None}.values()]

    def _operation(self, step):
        inputs = self._inputs(step)
        if step.is_handed and not inputs:
            return
        scope = self._scope(step.scope)
        for _, known in inputs:
            if id(known) not in self.ids:
                self._leaf(known, scope)
        name = self._numbered(step.type)
        content = {"type": step.type, "attributes": step.attributes, "derivatives": derivatives(step.type, len(inputs))}
        if step.tags is not None:
            content["tags"] = step.tags
        if step.source is not None:
            content["source"] = step.source
        if step.failure is not None:
            content["failure"] = step.failure
        if step.check is not None:
            content["check"] = {name: value if name == "verdict" else number(value) for name, value in step.check.items()}
        cost = {} if self.recorder.records.costs is None else {"cost": cost_of(step.cost)}
        operation = self._append(self._unique(name), scope, **cost, operation=content)
        for position, known in inputs:
            edge = {"from": self.ids[id(known)], "to": operation, "position": position}
            if step.cost is not None and step.cost.saved is not None:
                edge["saved"] = step.cost.inputs.get(position, 0)
            self.edges.append({**edge, **self._contribution(step, position, known)})
        results = [known for known in self.results.get(step, ()) if id(known) not in self.shown]
        for known in sorted(results, key=lambda known: known.position):
            many = f".{known.position}" if step.results > 1 else ""
            node = self._append(
                self._unique(known.label or f"{name}.output{many}"), scope, tensor=self._tensor(known, known.label))
            self.ids[id(known)] = node
            self.edges.append({"from": operation, "to": node, "position": known.position})

    def _contribution(self, step, position, known):
        share = step.shares.get(position)
        value = None if share is None or self.run is None else share.value(self.run)
        if value is None or value.shape != known.value.shape:
            return {}
        slope = {} if share.slope is None else {"localDerivative": share.slope}
        return {"contribution": {"value": value.value(), **slope}}

    def _leaf(self, known, scope):
        label = known.path or known.label
        if known.role in ("parameter", "buffer"):
            # It stands in the innermost call of a module that owns it or its owner.
            while scope is not None and not is_inside(known.path, self.scopes[scope]["path"]):
                scope = self.scopes[scope].get("parent")
        elif known.role == "input":
            scope = None
        elif known.scope is not None:
            # What was made outside of the call that uses it belongs to the call around both.
            around = self._around(known.scope)
            while scope is not None and scope not in around:
                scope = self.scopes[scope].get("parent")
        if known.role == "parameter":
            around = scope
            while around is not None:
                self.scopes[around]["parameterCount"] += known.count
                around = self.scopes[around].get("parent")
        name = self._unique(label or self._numbered(known.kind))
        self.ids[id(known)] = self._append(name, scope, tensor=self._tensor(known, label))

    def _tensor(self, known, label):
        return {
            "role": known.role, **({} if label is None else {"label": label}),
            "dtype": words(known.dtype), "requiresGradient": known.requires_gradient,
            "isRoot": any(known is end for end in self.ends), "value": known.value.value(), "gradient": self._gradient(known),
            **self._changes(known),
        }

    def _changes(self, known):
        """The hooks that gave another gradient than they got."""
        noted = self._noted(known)
        after = [before for _, before in noted[1:]] + [known.delivered.get(self.run)]
        changes = [
            {"operation": "hook", "attributes": [{"name": "name", "value": name}], "before": before.value()}
            for (name, before), next in zip(noted, after)
            if next is not None and before.shape == known.value.shape and before.value() != next.value()]
        return {"gradientChanges": changes} if changes else {}

    def _gradient(self, known):
        """The numbers, or why there are none."""
        if known.role == "constant":
            return {"status": "constant"}
        if not known.is_float:
            return {"status": "integer"}
        if not known.requires_gradient:
            return {"status": "notRequired"}
        if self.run is None:
            return {"status": "notComputed"}
        found = known.delivered.get(self.run)
        if found is None or found.shape != known.value.shape:
            return {"status": "unreachable"}
        return {"status": "computed", "value": found.value()}

    def _append(self, name, scope, **content):
        node = {"id": len(self.nodes), "name": name, **({} if scope is None else {"scope": scope})}
        self.nodes.append({**node, **content})
        return node["id"]

    def _scope(self, scope):
        """The call of a module, with those around it before it."""
        if scope is not None and scope not in self.scopes:
            call = self.recorder.modules.scopes[scope]
            self._scope(call.get("parent"))
            self.scopes[scope] = {**call, "parameterCount": 0}
        return scope

    def _around(self, scope):
        """A call of a module and those around it."""
        found = set()
        while scope is not None:
            found.add(scope)
            scope = self.recorder.modules.scopes[scope].get("parent")
        return found

    def _numbered(self, kind):
        self.counts[kind] = self.counts.get(kind, 0) + 1
        return f"{kind}_{self.counts[kind]}"

    def _unique(self, name):
        candidate = name
        while candidate in self.taken:
            candidate = self._numbered(name)
        self.taken.add(candidate)
        return candidate


def is_inside(path, module):
    return not module or path.startswith(module + ".")
