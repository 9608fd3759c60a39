"""What was ordered: documents with their measures, tasks, units and time limits.

The temporary tables `doc`, `item` (measures), `job` (tasks) and `hand` (who gets them) are the plan; the
real rows are copied from it, so that numbers, texts and dates agree with each other.
"""

from collections.abc import Sequence

from demo.synthetic import words
from demo.synthetic.loader import Loader
from demo.synthetic.units import CITY_GROUP, COUNTY_GROUP
from policies.cycles import Cycle
from policies.models.documents import DocumentStatus, PolicyDocument, Section
from policies.models.measures import Firmness, Indicator, Measure, Milestone, Responsibility, Role, Task


def plan_orders(loader: Loader, *, assignments: int, days: int) -> None:
    """Plan documents for exactly `assignments` assignments, issued over the last `days` days."""
    # A small ledger is made of small documents, so that it too has some of every age.
    least, more, average = (14, 70, 180) if assignments > 20_000 else (3, 6, 25)
    documents = assignments // average + 8
    loader.table(
        "item_plan",
        f"""
        SELECT d, m, row_number() OVER (ORDER BY d, m) AS k
        FROM generate_series(1, {documents}) d,
             LATERAL generate_series(0, ({least} + {more} * {loader.chance("d", "measures")} ^ 2)::int) m
        """,
    )
    # How many hands a task has: mostly a few, sometimes every city, rarely every county.
    draw = loader.chance("k", "hands")
    loader.table(
        "job_plan",
        f"""
        SELECT d, m, t, row_number() OVER (ORDER BY d, m, t) AS k,
               CASE WHEN t > 0 OR {draw} >= 0.10 THEN '' WHEN {draw} < 0.02 THEN 'county'
                    ELSE 'city' END AS crowd
        FROM item_plan, LATERAL generate_series(0, ({loader.chance("k", "tasks")} < 0.2)::int) t
        """,
    )
    chosen = loader.chance("(j.k * 16 + s)", "unit")
    # The unit whose share of the whole load holds the drawn number; the shares are made one array once. An
    # array of floats is searched by halves; one of numeric would be walked from its start each time.
    shares = "(SELECT array_agg(upto::float8 ORDER BY position) FROM unit)"
    loader.table(
        "drawn",
        f"""
        SELECT j.k AS job, j.d, s AS slot, 2 + width_bucket({chosen}, {shares}) AS position
        FROM job_plan j, LATERAL generate_series(
            1, (1 + floor(8 * {loader.chance("j.k", "how many")} ^ 2))::int) s
        WHERE j.crowd = ''
        """,
    )
    loader.table(
        "hand",
        f"""
        SELECT row_number() OVER (ORDER BY job, slot, unit) AS k, *
        FROM (
            SELECT job, d, u.id AS unit, min(slot) AS slot
            FROM drawn JOIN unit u USING (position) GROUP BY 1, 2, 3
            UNION ALL
            SELECT j.k, j.d, u.id, u.position
            FROM job_plan j JOIN unit u ON u.level = j.crowd AND u.kind = 'people_government'
            WHERE j.crowd <> ''
        ) found
        ORDER BY job, slot, unit LIMIT {assignments}
        """,
        "job",
    )
    loader.table("job", "SELECT j.* FROM job_plan j WHERE j.k <= (SELECT max(job) FROM hand)", "k")
    loader.table(
        "item",
        "SELECT i.*, count(*) OVER (PARTITION BY d) AS among FROM item_plan i"
        " WHERE (d, m) <= (SELECT d, max(m) FROM job WHERE d = (SELECT max(d) FROM job) GROUP BY d)",
    )
    loader.table(
        "doc",
        f"""
        SELECT d, d + {loader.above(PolicyDocument)} AS id, issued_on,
               least(issued_on + {loader.number("d", "dispatched after", 2, 12)}, {loader.today} - 1)
                   AS dispatched_on,
               {loader.pick("d", "subject", words.SUBJECTS)} AS subject,
               {loader.pick("d", "kind", words.YEAR_KINDS)} AS kind
        FROM (SELECT d, {loader.today} - 3
                     - ((max(d) OVER () - d) * {days} / count(*) OVER ())::int AS issued_on
              FROM (SELECT DISTINCT d FROM job) drawn) dated
        """,
        "d",
    )
    _plan_dates(loader)


def _plan_dates(loader: Loader) -> None:
    """One time limit for most tasks, two for some, none for a few; often a month's or the year's end."""
    free = f"(doc.issued_on + 20 + floor(400 * {loader.chance('k', 'term')} ^ 1.3)::int)"
    kind = loader.chance("k", "month's end")
    first_firm = f"CASE WHEN {loader.chance('k', 'firmness')} < 0.12 THEN 'strive' ELSE 'must' END"
    loader.table(
        "term",
        f"""
        SELECT job, last_due,
               CASE WHEN two THEN issued_on + greatest(10, (last_due - issued_on) * 2 / 5) END AS early_due,
               firmness
        FROM (
            SELECT job.k AS job, doc.issued_on, {loader.chance("k", "two terms")} < 0.2 AS two,
                   {first_firm} AS firmness,
                   CASE WHEN {loader.chance("k", "no term")} < 0.08 THEN NULL
                        WHEN {kind} < 0.2 AND {free} < make_date(extract(year FROM {free})::int, 12, 31)
                        THEN make_date(extract(year FROM {free})::int, 12, 31)
                        WHEN {kind} < 0.6
                        THEN (date_trunc('month', {free}) + interval '1 month - 1 day')::date
                        ELSE {free} END AS last_due
            FROM job JOIN doc USING (d)
        ) drawn
        """,
        "job",
    )
    loader.run("UPDATE term SET early_due = NULL WHERE last_due IS NULL OR early_due >= last_due")


def make_orders(loader: Loader) -> None:
    """Write the planned documents, measures, tasks, units and time limits."""
    _texts(loader)
    _documents(loader)
    measure, task = loader.above(Measure), loader.above(Task)
    loader.insert(
        Measure,
        "FROM wording w JOIN doc USING (d) ORDER BY w.k",
        id=f"{measure} + w.k",
        document_id="doc.id",
        position="w.m",
        path=_path("w.m", "w.among"),
        title="w.title",
        text="w.text",
        span_start="w.span_end - length(w.text)",
        span_end="w.span_end",
    )
    cycle = loader.chance("j.k", "cycle")
    loader.insert(
        Task,
        "FROM job j JOIN wording w USING (d, m) ORDER BY j.k",
        id=f"{task} + j.k",
        measure_id=f"{measure} + w.k",
        position="j.t",
        text="CASE WHEN j.t = 0 THEN w.text ELSE w.title END",
        cycle=(
            f"CASE WHEN {cycle} < 0.25 THEN '{Cycle.MONTH}' "
            f"WHEN {cycle} < 0.4 THEN '{Cycle.QUARTER}' ELSE '' END"
        ),
        reports_a_year=f"CASE WHEN {cycle} < 0.25 THEN 12 WHEN {cycle} < 0.4 THEN 4 ELSE 0 END",
        frequency=f"CASE WHEN {cycle} < 0.25 THEN '每月' WHEN {cycle} < 0.4 THEN '每季度' ELSE '' END",
    )
    _responsibilities(loader, task)
    for place, due in ((0, "early_due"), (1, "last_due")):
        loader.insert(
            Milestone,
            f"FROM term WHERE {due} IS NOT NULL ORDER BY job",
            id=f"{loader.above(Milestone)} + job * 2 + {place}",
            task_id=f"{task} + job",
            position=str(place),
            phrase=f'to_char({due}, \'FMMM"月"FMDD"日前完成"\')',
            due_on=due,
            firmness="firmness" if place else f"'{Firmness.MUST}'",
        )


def _path(place: str, among: str) -> str:
    """The labels of a measure: five sections, numbers that run through."""
    section = f"(ARRAY['一','二','三','四','五'])[1 + {place} * 5 / {among}]"
    return f"jsonb_build_array({section}, ({place} + 1)::text)"


def _texts(loader: Loader) -> None:
    """A title and a text of two or three sentences for each measure, and its place in the document."""

    def draw(what: str, listed: Sequence[str]) -> str:
        return loader.pick("k", what, listed)

    amount = f"format({draw('amount', words.NUMBERS)}, {loader.number('k', 'number', 3, 900)})"
    title = " || ".join(
        (
            draw("verb", words.VERBS),
            draw("place", words.PLACES),
            draw("object", words.OBJECTS),
            draw("aim", words.AIMS),
        )
    )
    loader.table(
        "wording",
        f"""
        SELECT *, 39 + sum(length(text) + 1) OVER (PARTITION BY d ORDER BY m) AS span_end FROM (
            SELECT *, title || '。' || {draw("verb of text", words.VERBS)}
                   || {draw("object of text", words.OBJECTS)}
                   || {draw("aim of text", words.AIMS)} || '，' || {amount} || '。'
                   || {draw("how", words.HOWS)} || {draw("how else", words.HOWS)} AS text
            FROM (SELECT k, d, m, among, {title} AS title FROM item) titled
        ) written
        """,
        "d, m",
    )


def _documents(loader: Loader) -> None:
    office = "(SELECT min(u.id) FROM departments_user u WHERE u.username = 'office-1')"
    source = f"""
        FROM doc
        JOIN LATERAL (
            SELECT string_agg(w.text, E'\\n' ORDER BY w.m) AS text FROM wording w WHERE w.d = doc.d
        ) body ON true
        JOIN departments_region region ON region.name = {loader.literal(words.PROVINCE)}
        ORDER BY doc.d
    """
    loader.insert(
        PolicyDocument,
        source,
        id="doc.id",
        title=f"'{words.PROVINCE}人民政府办公厅关于印发' || doc.subject || doc.kind || '的通知'",
        number="'云政办发〔' || extract(year FROM issued_on) || '〕' || doc.id || '号'",
        issuer=f"'{words.PROVINCE}人民政府办公厅'",
        region_id="region.id",
        issued_on="doc.issued_on",
        # Forty characters of head, after which the measures stand where their spans say.
        text="rpad(doc.subject || doc.kind, 40, '　') || body.text",
        status=f"'{DocumentStatus.DISPATCHED}'",
        created_by_id=office,
        created_at=loader.at("doc.issued_on + 1"),
        confirmed_at=loader.at("doc.issued_on + 2"),
        dispatched_on="doc.dispatched_on",
    )
    stages = (
        ("+", "draft", "issued_on + 1"),
        ("~", "confirmed", "issued_on + 2"),
        ("~", "dispatched", "dispatched_on"),
    )
    for kind, status, day in stages:
        loader.history(
            PolicyDocument,
            f'FROM doc JOIN "{PolicyDocument._meta.db_table}" r ON r.id = doc.id ORDER BY doc.d',
            kind=kind,
            when=loader.at(f"doc.{day}", "10" if status == "dispatched" else "9"),
            who=office,
            status=f"'{status}'",
            confirmed_at="NULL" if status == "draft" else "r.confirmed_at",
            dispatched_on="r.dispatched_on" if status == "dispatched" else "NULL",
        )
    loader.insert(
        Section,
        "FROM doc, LATERAL generate_series(0, 4) n ORDER BY doc.d, n",
        document_id="doc.id",
        position="n",
        path="jsonb_build_array((ARRAY['一','二','三','四','五'])[n + 1])",
        title=f"(ARRAY[{','.join(loader.literal(s) for s in words.SECTIONS)}])[n + 1]",
    )
    loader.insert(
        Indicator,
        f"FROM doc, LATERAL generate_series(0, 3) n WHERE {loader.chance('doc.d', 'indicators')} < 0.1",
        document_id="doc.id",
        position="n",
        name=f"(ARRAY[{','.join(loader.literal(s) for s in words.INDICATORS)}])[n + 1]",
        base_year="extract(year FROM issued_on) - 1",
        base="(20 + n * 7)::text",
        target_year="extract(year FROM issued_on) + 2",
        target="(30 + n * 9)::text",
        attribute="CASE WHEN n < 2 THEN '预期性' ELSE '约束性' END",
    )


def _responsibilities(loader: Loader, task: int) -> None:
    """Each unit as printed; a crowd is one printed group."""
    first = loader.above(Responsibility)
    loader.insert(
        Responsibility,
        "FROM hand h JOIN job j ON j.k = h.job JOIN unit u ON u.id = h.unit WHERE j.crowd = '' ORDER BY h.k",
        id=f"{first} + h.k",
        task_id=f"{task} + h.job",
        position="h.slot - 1",
        printed_name="u.short",
        role="CASE WHEN h.slot = 1 THEN '" + Role.LEAD + "' ELSE '" + Role.SUPPORT + "' END",
        department_id="h.unit",
    )
    groups = (
        f"CASE j.crowd WHEN 'city' THEN {loader.literal(CITY_GROUP)} ELSE {loader.literal(COUNTY_GROUP)} END"
    )
    loader.insert(
        Responsibility,
        f"""FROM job j
            JOIN (SELECT job, min(k) AS k FROM hand GROUP BY job) h ON h.job = j.k
            JOIN departments_region region ON region.name = {loader.literal(words.PROVINCE)}
            JOIN departments_departmentgroup g ON g.name = {groups} AND g.region_id = region.id
            WHERE j.crowd <> '' ORDER BY j.k""",
        id=f"{first} + h.k",
        task_id=f"{task} + j.k",
        position="0",
        printed_name="g.name",
        role=f"'{Role.RESPONSIBLE}'",
        group_id="g.id",
    )
