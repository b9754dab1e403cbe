"""The network as a plain graph of who comes before whom, for questions that links' types and lags do not matter to."""

from typing import TYPE_CHECKING

from plans.network import Network

if TYPE_CHECKING:
    import networkx

Gateway = tuple[str, str]
"""Where the links of a summary go in ("enter", id) or come out ("leave", id)."""


def task_net(network: Network) -> "networkx.DiGraph":
    """Tasks by id; a summary with links stands for its tasks through its gateways."""
    import networkx

    graph = networkx.DiGraph()
    table, activities = network.table, network.activities
    summaries = {activities[n].id for n in table.summaries}
    graph.add_nodes_from(a.id for a in activities if a.id not in summaries)
    linked = {end for link in network.links for end in (link.source, link.target)} & summaries
    for a in activities:
        above = a.parent
        while above is not None and a.id not in summaries:
            if above in linked:
                graph.add_edge(("enter", above), a.id)
                graph.add_edge(a.id, ("leave", above))
            above = network.activity(above).parent
    for link in network.links:
        source = ("leave", link.source) if link.source in summaries else link.source
        target = ("enter", link.target) if link.target in summaries else link.target
        graph.add_edge(source, target)
    return graph


def necessary(network: Network, id: str) -> list[str]:
    """The tasks that every route from the plan's beginning to this task passes, first to last; itself left out.

    Its dominators (Lengauer and Tarjan's question, answered by networkx) from a point before all that has no predecessor.
    """
    import networkx

    graph = task_net(network)
    within = networkx.subgraph(graph, networkx.ancestors(graph, id) | {id}).copy()
    root = ("enter", "")
    within.add_edges_from([(root, node) for node in list(within) if not within.in_degree(node)])
    above = networkx.immediate_dominators(within, root)
    chain = []
    at = above.get(id)
    while at is not None and at != root:
        chain.append(at)
        at = above.get(at)
    return [node for node in reversed(chain) if isinstance(node, str)]


def layers(network: Network) -> list[list[str]]:
    """Tasks in generations: each stands as early as all its predecessors allow, in the plan's order."""
    import networkx

    number = network.table.number
    generations = (
        [n for n in nodes if isinstance(n, str)] for nodes in networkx.topological_generations(task_net(network))
    )
    return [sorted(nodes, key=number.__getitem__) for nodes in generations if nodes]
