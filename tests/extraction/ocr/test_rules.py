"""The ruled tables of an image, by lines drawn in an array."""

import numpy as np

from extraction.ocr.rules import flattened, tables

Lines = list[tuple[int, int, int, int]]


def grey(lines: Lines, *, width: int = 1200, height: int = 800, thick: int = 2) -> np.ndarray:
    image = np.full((height, width), 240, dtype=np.uint8)
    for x0, y0, x1, y1 in lines:
        image[y0 : max(y1, y0 + thick), x0 : max(x1, x0 + thick)] = 20
    return image


def grid(xs: list[int], ys: list[int]) -> Lines:
    return [(xs[0], y, xs[-1], y) for y in ys] + [(x, ys[0], x, ys[-1]) for x in xs]


def rounded(cell: tuple[float, float, float, float]) -> tuple[int, ...]:
    return tuple(round(side / 10) * 10 for side in cell)


def test_a_grid_is_a_table_of_its_cells():
    [table] = tables(grey(grid([100, 200, 600, 1100], [100, 180, 260])))
    assert len(table.cells) == 6
    assert rounded(table.cells[0]) == (100, 100, 200, 180)


def test_cells_without_a_rule_between_them_are_one():
    lines = grid([100, 400, 700, 1000], [100, 200, 300, 400])
    image = grey(lines)
    image[201:299, 395:405] = 240  # between the first and second cell of the second row
    image[298:304, 703:999] = 240  # below the last one of the second row
    [table] = tables(image)
    assert (100, 200, 700, 300) in map(rounded, table.cells)
    assert (700, 200, 1000, 400) in map(rounded, table.cells)
    assert len(table.cells) == 7


def test_a_table_open_at_its_sides_has_cells_up_to_the_ends_of_its_rules():
    lines = [(100, y, 1100, y) for y in (100, 200, 300)] + [(400, 100, 400, 300)]
    [table] = tables(grey(lines))
    first, second = sorted({cell[0] for cell in table.cells})
    assert abs(first - 100) < 10
    assert abs(second - 400) < 5


def test_rules_with_gaps_and_one_row_askew_are_whole():
    image = grey(grid([100, 600, 1100], [100, 200, 300]))
    image[:, 300:304] = 240
    image[100:102, 600:] = 240
    image[101:103, 600:1101] = 20
    [table] = tables(image)
    assert len(table.cells) == 4


def test_one_frame_and_single_rules_are_no_tables():
    assert tables(grey(grid([100, 1100], [100, 700]))) == []
    assert tables(grey([(100, 100, 1100, 100), (100, 700, 1100, 700)])) == []


def test_thick_strokes_of_a_letterhead_are_no_rules():
    strokes = grid([200, 300, 400, 500], [100, 180, 260])
    assert tables(grey(strokes, thick=14)) == []


def test_a_page_darker_on_one_side_becomes_white_all_over():
    shade = np.linspace(250, 120, 1200)[None, :].repeat(400, axis=0).astype(np.uint8)
    flat = flattened(np.repeat(shade[..., None], 3, axis=2))
    assert flat.min() > 200
