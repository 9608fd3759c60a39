"""What the made-up units write: each report tells of its own task, in the style of the genre."""

import random

_BEGUN = (
    "已成立工作专班，围绕“{title}”制定实施方案，明确责任处室、时间节点和质量要求，近期召开专题会议作了部署。",
    "已就“{title}”完成调查摸底，形成问题清单和任务清单，各项准备工作就绪，即将全面启动。",
    "已印发“{title}”工作安排，分解任务{n}项，逐项落实责任人，并建立每周调度机制。",
)
_UNDER_WAY = (
    "“{title}”按计划推进，总体进度达到{percent}%。本期召开调度会{n}次，协调解决问题{m}个。",
    "会同有关单位推进“{title}”，已完成年度任务的{percent}%，其中{n}个重点环节提前完成，其余正在抓紧实施。",
    "本期到{m}个地方开展实地督导，“{title}”累计完成{percent}%，发现的{n}个问题已交有关单位限期整改。",
)
_DONE = (
    "“{title}”各项任务已全部完成，并组织了自查验收，相关制度、台账和印证材料已归档备查。",
    "按照时限要求完成“{title}”，经核查达到预期目标，后续转入常态化管理。",
)
_PROBLEMS = (
    "部分地方配套资金到位较慢，影响整体进度。",
    "个别项目前期手续尚未办结，需要进一步协调。",
    "基层专业人员不足，工作推进不够平衡。",
    "部门之间数据口径不一致，需要统一标准。",
)
_NEXT = (
    "对照时间节点倒排工期，每周调度一次，确保按期完成。",
    "加强与配合单位的协调，集中力量解决遗留问题。",
    "组织开展一次全面检查，对进度滞后的单位进行约谈提醒。",
)
_LATE = "受前期手续办理较慢影响，“{title}”目前完成{percent}%，未能按期完成，正在组织力量赶进度。"
_REASONS_TO_EXTEND = (
    "前期手续办理时间超出预期，需要增加实施时间。",
    "配套资金下达时间较晚，招标采购相应推迟。",
    "涉及单位较多，需要进一步征求意见后组织实施。",
)
_REASONS_TO_RETURN = (
    "进展情况不具体，请补充量化数据。",
    "缺少佐证材料，请补充后再报。",
    "未说明存在问题和下一步安排。",
)


class Words:
    """The words of one task, the same for the same seed."""

    def __init__(self, title: str, chance: random.Random) -> None:
        self.title, self.chance = title, chance

    def _say(self, sentences: tuple[str, ...], percent: int = 0) -> str:
        n, m = self.chance.randint(2, 6), self.chance.randint(3, 9)
        return self.chance.choice(sentences).format(title=self.title, percent=percent, n=n, m=m)

    def progress(self, percent: int) -> str:
        """How far it has come."""
        if percent >= 100:
            return self._say(_DONE)
        return self._say(_BEGUN if percent < 25 else _UNDER_WAY, percent)

    def late(self, percent: int) -> str:
        """Why it is not done."""
        return _LATE.format(title=self.title, percent=percent)

    def problems(self) -> str:
        """What stands in the way, if anything."""
        return self.chance.choice(_PROBLEMS) if self.chance.random() < 0.5 else ""

    def next_steps(self) -> str:
        """What comes next."""
        return self.chance.choice(_NEXT)

    def to_extend(self) -> str:
        """Why more time is asked for."""
        return self.chance.choice(_REASONS_TO_EXTEND)

    def to_return(self) -> str:
        """Why a report is sent back."""
        return self.chance.choice(_REASONS_TO_RETURN)
