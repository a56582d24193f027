"""Entries made up of labelled ones, in notations put together at random.

The labelled lists hold a few hundred notations; people write many more. A made list takes
titles, names, venues and years from labelled entries and sets them in one notation: an
order of the fields, marks between them, styles, forms of names, volumes and pages, links,
remarks. Every word is known to be what it is, so the fit sees notations that no list had.
"""

import random
import re

from kg.reading_list.block import Block, Span
from kg.reading_list.units import Unit

__all__ = ["made_lists"]

_FAMILIES = "王 李 张 刘 陈 杨 黄 赵 吴 周 徐 孙 马 朱 胡 郭 何 林 高 罗 郑 梁 谢 宋 唐 许 韩 冯 邓 曹 彭 曾 萧 田 董 袁 潘 于 蒋 蔡 余 杜 叶 程 苏 魏 吕 丁 任 沈 姚 卢 傅 钟 姜 崔 谭 廖 范 汪 陆 金 石".split()
_GIVEN = "伟 芳 娜 敏 静 强 磊 洋 艳 勇 军 杰 涛 明 超 秀英 霞 平 刚 桂英 建华 文博 志强 海燕 晓东 思远 雨桐 浩然 子涵 宇航 国庆 立新 春梅 永康 丽华 家辉 雪梅 德明 少华 振宇".split()
_CHINESE = (
    "城市化 人口老龄化 数字经济 气候变化 机器翻译 卫星遥感 乡村教育 高速铁路 绿色信贷 电力负荷 医疗保险 土地流转 环境规制 社交网络 半导体 古典文献 方言语音 供应链 水资源 森林火灾".split(),
    "对 与 下的 中的 背景下".split(),
    "区域发展 企业创新 居民消费 劳动力市场 空间分布 风险识别 模型预测 政策效果 教学方法 资源配置 技术进步 收入差距 数据融合 图像分类 稳定性分析 历史变迁".split(),
    [
        "影响研究",
        "、制度设计与效率评价",
        "、异质性和成本",
        "的实证分析",
        "机制研究",
        "的综述",
        "研究进展",
        "——来自微观数据的证据",
        "：理论与应用",
        "的优化方法",
        "评价",
        "",
        "?——基于面板数据的检验",
    ],
)
_CHINESE_VENUES = "管理世界 经济学报 统计研究 软件学报 地理科学 中国语文 自动化学报 财政研究 图书情报工作 生态学报 物理学进展 计算机科学 电子学报 教育研究 南方经济 清华大学学报(自然科学版) 中华医学杂志 心理学报 世界历史 农业经济问题".split()
_JAPANESE_NAMES = "佐藤健一 鈴木花子 高橋誠 田中美咲 伊藤大輔 渡辺直樹 山本翔太 中村由美 小林拓也 加藤真理 吉田隆 山田太郎 佐々木薫 松本潤一 井上和也 木村彩 林亮 清水愛 山崎浩 森本舞".split()
_JAPANESE = (
    [
        "深層学習",
        "大規模言語モデル",
        "音声合成",
        "都市交通",
        "無線通信",
        "画像認識",
        "需要予測",
        "ロボット",
        "方言",
        "古典文学",
        "気象データ",
        "楽曲推薦",
    ],
    ["を用いた", "における", "のための", "に基づく", "による"],
    [
        "異常検知",
        "対話システムの構築",
        "推定手法の検討",
        "自動評価",
        "可視化手法の提案",
        "データセットの作成",
        "比較分析",
        "性能評価に関する研究",
        "設計と実装",
    ],
    [""],
)
_JAPANESE_VENUES = "情報処理学会論文誌 人工知能学会全国大会 電子情報通信学会技術研究報告 言語処理学会年次大会 日本音響学会誌 信号処理シンポジウム 日本ロボット学会誌 社会言語科学".split()
_KOREAN_NAMES = (
    "김민수 이서연 박지훈 최유진 정하늘 강동원 조은비 윤재호 장미란 임태영 한지민 오세훈".split()
)
_KOREAN = (
    [
        "딥러닝",
        "빅데이터",
        "음성 인식",
        "도시 교통",
        "클라우드",
        "의료 영상",
        "한국어 문법",
        "블록체인",
    ],
    [" 기반 ", "을 이용한 ", "에서의 ", "을 위한 "],
    [
        "분류 기법 연구",
        "성능 비교",
        "모델의 설계 및 구현",
        "추천 시스템",
        "취약점 분석",
        "예측 방법",
        "사용자 경험 조사",
    ],
    [""],
)
_KOREAN_VENUES = "한국정보과학회 정보처리학회논문지 한국통신학회논문지 대한전자공학회 한국언어학회지 한국경영과학회지 멀티미디어학회".split()
_RUSSIAN_NAMES = "Иванов Петров Сидорова Кузнецов Смирнова Попов Васильев Соколова Михайлов Новиков Федорова Морозов Волков Алексеев Лебедева".split()
_RUSSIAN = (
    [
        "Методы",
        "Анализ",
        "Моделирование",
        "Исследование",
        "Особенности",
        "Оценка",
        "Проблемы",
        "Развитие",
    ],
    [" "],
    [
        "распознавания речи",
        "устойчивости динамических систем",
        "региональной экономики",
        "свойств тонких пленок",
        "образовательных программ",
        "климатических изменений",
        "больших данных",
        "литературного текста",
    ],
    ["", " в условиях неопределенности", ": обзор", " на основе нейронных сетей", " в России"],
)
_RUSSIAN_VENUES = [
    "Вестник Томского университета",
    "Вопросы экономики",
    "Доклады Академии наук",
    "Журнал технической физики",
    "Известия вузов",
    "Автоматика и телемеханика",
    "Программирование",
    "Русская литература",
]
_LATIN = {
    "pt": ("Ferreira Oliveira Santos Almeida Carvalho Rocha Barbosa Teixeira Moura Nogueira".split(), "Ana Bruno Carla Diego Elisa Fábio Gabriela Hugo Inês João".split(),
           (["Análise", "Avaliação", "Um estudo", "Efeitos", "Determinantes", "Mapeamento sistemático"], [" "], ["da qualidade de software", "do mercado de trabalho", "da política monetária", "de redes de sensores", "da literatura contemporânea", "do ensino de matemática"], ["", ": uma revisão", " no Brasil", ": evidências para municípios"]),
           ["Revista Brasileira de Economia", "Cadernos de Saúde Pública", "Estudos Econômicos", "Anais do Simpósio Brasileiro de Redes", "Revista de Administração", "Química Nova", "Educação e Pesquisa"]),
    "es": ("García Martínez López Sánchez Romero Navarro Torres Domínguez Vázquez Ramos".split(), "Andrés Beatriz Carlos Dolores Elena Felipe Gloria Héctor Irene Javier".split(),
           (["Análisis", "Evaluación", "Un modelo", "Impacto", "Estructura"], [" "], ["de la biodiversidad marina", "del crecimiento urbano", "de sistemas distribuidos", "de la enseñanza del español", "del comportamiento del consumidor"], ["", ": una revisión", " en América Latina", ". Un estudio de caso"]),
           ["Revista Mexicana de Biodiversidad", "Estudios Filológicos", "Ecosistemas", "Revista de Economía Aplicada", "Actas del Congreso Nacional de Informática", "Boletín de la Sociedad Geológica"]),
    "de": ("Müller Schneider Becker Hoffmann Wagner Krüger Zimmermann Lehmann Köhler Vogel".split(), "Anna Bernd Clara Dieter Eva Frank Greta Hans Ines Jürgen".split(),
           (["Zur Geschichte", "Die Bedeutung", "Grundlagen", "Methoden", "Wandel"], [" "], ["der digitalen Editionen", "des öffentlichen Raums", "der Fernerkundung", "der Informatik im Unterricht", "von Handschriften im Mittelalter"], ["", ". Eine Einführung", ": Perspektiven und Probleme", " im 19. Jahrhundert"]),
           ["Zeitschrift für Soziologie", "Historische Zeitschrift", "Informatik-Spektrum", "Archiv für Kulturgeschichte", "Geographische Rundschau", "Bibliothek Forschung und Praxis"]),
    "fr": ("Dubois Moreau Lefebvre Girard Bonnet Lambert Fontaine Rousseau Mercier Blanchard".split(), "Amélie Benoît Claire Damien Élise François Hélène Jules Laure Mathieu".split(),
           (["Une analyse", "Pour une histoire", "Les formes", "Étude", "La construction"], [" "], ["des marchés agricoles", "de la traduction automatique", "du travail domestique", "de la diversité végétale", "des réseaux sociaux"], ["", " : le cas de la Bretagne", " au XIXe siècle", " en France"]),
           ["Revue française de sociologie", "Annales. Histoire, Sciences sociales", "Comptes rendus Mathématique", "Langages", "Revue d'économie politique", "Genèses"]),
    "it": ("Rossi Bianchi Ferrari Esposito Ricci Marino Greco Conti Gallo Mancini".split(), "Alessia Bruno Chiara Davide Elena Fabio Giulia Luca Marta Nicola".split(),
           (["Osservazioni", "Note", "Un'analisi", "Il ruolo", "Studi"], [" "], ["sulla metrica latina", "delle reti di calcolatori", "sul lessico medievale", "della fisica delle particelle", "sui manoscritti greci"], ["", ". Parte 1", ": problemi e prospettive", " nel Novecento"]),
           ["Rivista di filologia", "Giornale di Fisica", "Studi medievali", "Atti della Accademia delle Scienze", "Quaderni storici"]),
    "en": ("Hartwell Okafor Lindqvist Moreno-Diaz Petrov Nakagawa O'Brien Vanderberg Castellanos Fitzgerald Abernathy Kowalczyk".split(), "Alice Boris Chidi Daniela Edgar Fatima Grace Henrik Ingrid Jamal Keiko Louis".split(),
           (["Monetary Policy", "The Political Economy", "Coral Reef Decline", "Syntax and Prosody", "Soil Carbon", "A Memoir", "Stellar Spectra", "Early Childhood Language", "Urban Heat", "Bronze Age Trade", "Trust", "Gene Flow", "Catalytic Oxidation", "Kinship"], [" "],
            ["in open economies", "of local government", "under repeated warming", "in Germanic dialects", "after land-use change", "in eastern Anatolia", "of binary systems", "and social learning", "across island populations", "over mixed oxides", "and the law of contract", "among older adults"],
            ["", ": Evidence from a natural experiment", ": a review", "? Lessons from three surveys", ", 1890–1914", " (with discussion)", ". II. Observations", ": Towards a unified theory", " – a critical note"]),
           ["American Economic Review", "Journal of Ecology", "Linguistic Inquiry", "Antiquity", "The Astrophysical Journal", "Econometrica", "Harvard Law Review", "Child Development", "Marine Ecology Progress Series", "Proc. Natl. Acad. Sci. USA", "Phys. Rev. B", "J. Chem. Phys.", "Past & Present", "Language", "Brain and Language",
            "Annual Review of Sociology", "Trends in Ecology & Evolution", "Behavioral and Brain Sciences", "Philosophical Transactions of the Royal Society B", "Angew. Chem. Int. Ed.", "Nucleic Acids Res", "BMJ Open", "PLoS ONE", "The Lancet", "World Development", "Mind", "Glossa", "J. ACM", "Inf. Process. Lett.", "NLS", "SALT 29", "S&P"]),
}  # fmt: skip
#: Journals of many fields, in full and shortened: half of what people cite is in few of them.
_JOURNALS = (
    "Oper. Res.", "Comput. Oper. Res.", "Eur. J. Oper. Res.", "Math. Program.", "SIAM J. Optim.", "Surv. Oper. Res. Manag. Sci.", "IEEE Trans. Inf. Theory", "Commun. ACM", "Comput. Netw.", "J. Symb. Log.",
    "Phys. Rev. Lett.", "Rev. Mod. Phys.", "Geophys. Res. Lett.", "Hydrol. Earth Syst. Sci.", "Geosci. Model Dev.", "Water Resour. Res.", "Astron. Astrophys.", "Mon. Not. R. Astron. Soc.", "J. Am. Chem. Soc.", "Nat. Commun.",
    "Nat Commun", "J Neurosci", "Nucleic Acids Res.", "N Engl J Med", "Lancet Neurol.", "Ecol. Lett.", "Trends Ecol. Evol.", "Proc. Natl. Acad. Sci. U.S.A.", "Am. Econ. Rev.", "Q. J. Econ.", "J. Finance", "Am. Polit. Sci. Rev.",
    "J. Exp. Psychol. Gen.", "Psychol. Rev.", "Cogn. Sci.", "Ann. Appl. Stat.", "J. R. Stat. Soc. B", "Ann. Math.", "Trans. Am. Math. Soc.", "Invent. Math.",
    "Science", "Nature", "Cell", "PNAS", "Ecology", "Ecosphere", "Cognition", "eLife", "Evolution", "Genetics", "Demography", "Criminology", "Hydrobiologia", "Water Research", "Energy Policy", "Research Policy",
    "Psychological Review", "Journal of Finance", "American Economic Journal: Macroeconomics", "Quarterly Journal of Economics", "Journal of Economic Perspectives", "NBER Macroeconomics Annual", "NBER Working Paper", "Management Science",
    "Operations Research", "American Political Science Review", "American Sociological Review", "Social Forces", "The Atlantic Monthly", "Scientific American", "Communications of the ACM", "Human–Computer Interaction", "American Psychologist",
    "Nature Energy", "Nature Catalysis", "Chemical Science", "ACS Catalysis", "Journal of Fluid Mechanics", "Remote Sensing of Environment", "Journal of Functional Programming", "Theoretical Computer Science", "Philosophical Review",
    "Annual Review of Psychology", "Digital Scholarship in the Humanities", "Journal of Archaeological Science", "Zeitschrift für digitale Geisteswissenschaften", "L'Année sociologique", "Social Science & Medicine", "BMC Public Health", "Global Change Biology",
)  # fmt: skip
_REMARKS = (
    "The first to show it", "good introduction", "read before the meeting", "TODO", "a must", "Explains the basics well.", "see also the appendix", "Nice figures; the proofs are short.", "compares five methods on two data sets",
    "what this was built on", "Still the best overview of the field.", "We use it in section 2.", "Our favourite", "Awarded best paper", "not yet read", "很好的综述", "入門に良い", "Kapitel 2", "first part only", "uses public data", "Proposes a new test and applies it to old records",
)  # fmt: skip
_PEOPLE = ("Anna", "Tom", "Felix, Ryan", "Jack and Maria", "Oscar", "Li Wei", "Prof. Stone")


def _cross(pick, parts):
    return "".join(pick(one) for one in parts)


def _foreign(pick, language):
    """Return made-up fields in a language: title, people as (family, given), venue, year."""
    many = pick((1, 1, 2, 2, 3, 3, 4, 5))
    year = pick(range(1975, 2026))
    if language == "zh":
        return {
            "title": _cross(pick, _CHINESE),
            "people": [(pick(_FAMILIES) + pick(_GIVEN), "") for _ in range(many)],
            "venue": pick(_CHINESE_VENUES),
            "year": year,
        }
    if language == "ja":
        return {
            "title": _cross(pick, _JAPANESE),
            "people": [(pick(_JAPANESE_NAMES), "") for _ in range(many)],
            "venue": pick(_JAPANESE_VENUES),
            "year": year,
        }
    if language == "ko":
        return {
            "title": _cross(pick, _KOREAN),
            "people": [(pick(_KOREAN_NAMES), "") for _ in range(many)],
            "venue": pick(_KOREAN_VENUES),
            "year": year,
        }
    if language == "ru":
        return {
            "title": _cross(pick, _RUSSIAN),
            "people": [
                (pick(_RUSSIAN_NAMES), pick("АБВГДЕИКЛМНОП") + ". " + pick("АБВГДЕИКЛМНОП") + ".")
                for _ in range(many)
            ],
            "venue": pick(_RUSSIAN_VENUES),
            "year": year,
        }
    families, given, title, venues = _LATIN[language]
    title = _cross(pick, title)
    return {
        "title": title,
        "people": [(pick(families), pick(given)) for _ in range(many)],
        "venue": pick(venues),
        "year": year,
    }


def _labelled(pick, labels):
    """Return the fields of a labelled entry, those that it lacks from others."""
    label = pick(labels["title"])
    people = label["authors"] or pick(labels["authors"])["authors"]
    if pick((True,) + (False,) * 6):
        people = people[:1]
    venue = label["venue"] or pick(labels["venue"])["venue"]
    return {
        "title": label["title"],
        "people": [_parted(one) for one in people],
        "venue": pick((venue, venue, pick(_JOURNALS))),
        "year": label["year"] or pick(labels["year"])["year"],
    }


def _parted(person):
    """Return family and given name."""
    person = person.strip(" .,;")
    if "," in person:
        family, _, given = person.partition(",")
        return family.strip(), given.strip()
    words = person.split()
    if len(words) > 1 and re.fullmatch(r"[A-Z]{1,3}", words[-1]):
        return " ".join(words[:-1]), ". ".join(words[-1]) + "."
    return words[-1], " ".join(words[:-1])


_WIDE = re.compile("[\u3040-\u9fff\uac00-\ud7af]")


def _initials(given, style):
    letters = [word[0].upper() for word in re.split(r"[\s.\-]+", given) if word]
    if style == "glued":
        return "".join(letters)
    return ("." if style == "tight" else ". ").join(letters) + "." if letters else ""


class Notation:
    """How one made list writes its entries."""

    def __init__(self, random_, language):
        self.pick = pick = random_.choice
        self.random = random_
        self.language = language
        wide = language in ("zh", "ja", "ko")
        self.name = (
            "whole"
            if wide
            else pick(
                (
                    "given family",
                    "given family",
                    "given family",
                    "I. family",
                    "I. family",
                    "family, I.",
                    "family, I.",
                    "family, I.",
                    "family I",
                    "family I",
                    "family, given",
                    "family",
                    "family",
                    "FAMILY, I.",
                    "FAMILY I",
                    "family I.",
                    "first turned",
                )
            )
        )
        if language == "ru":
            self.name = pick(("family I.", "family, I.", "I. family"))
        self.tight = pick(("tight", "", ""))
        self.comma = (
            pick((", ", ", ", "，", "、", "; ", " "))
            if wide
            else pick(("; ", "; ", ", "))
            if self.name == "family, given"
            else pick(
                (", ", ", ", ", ", "; ", ", ", " / ", "/")
                if self.name == "family"
                else (", ", ", ", ", ", ", ", "; ")
            )
        )
        self.last = (
            ""
            if wide
            else pick(
                (
                    "",
                    "",
                    " and ",
                    " and ",
                    ", and ",
                    " & ",
                    ", & ",
                    {"pt": " e ", "es": " y ", "de": " und ", "fr": " et ", "it": " e "}.get(
                        language, " and "
                    ),
                )
            )
        )
        self.most = pick((1, 2, 3, 8, 8, 30, 30, 30))
        self.others = (
            pick((", 等", " 等", "，等", "等", "ら"))
            if language in ("zh", "ja")
            else pick(
                (
                    " et al.",
                    " et al.",
                    " et al",
                    ", et al.",
                    " & al.",
                    " et. al.",
                    ", and others",
                    " и др." if language == "ru" else " et al.",
                )
            )
        )
        self.by = pick(
            (
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                "by ",
                "Authors: ",
                "Author: ",
                "作者：" if wide else "with ",
                "com " if language == "pt" else "",
            )
        )
        self.year = pick(
            (
                "y",
                "y",
                "y",
                "y",
                "(y)",
                "(y)",
                "(y)",
                "[y]",
                "ya",
                "(y, Month)",
                "m.y",
                "(y.m)",
                "y-m-d",
                "d.m.y",
                "'y",
                "y年" if wide else "y",
            )
        )
        self.title_style = pick(
            (
                "plain",
                "plain",
                "plain",
                "plain",
                "plain",
                "bold",
                "italic",
                "link",
                "link",
                "link",
                "bold link",
                "italic link",
            )
        )
        self.quote = pick(
            (
                "",
                "",
                "",
                "",
                "",
                '""',
                '""',
                "“”",
                "“”",
                "«»",
                "‘’",
                "「」" if language == "ja" else "《》" if language == "zh" else "",
                "„“" if language == "de" else "",
            )
        )
        self.inner = pick((True, False))
        self.kind_mark = (
            pick(("[J]", "[J]", "[C]", "[J/OL]", ""))
            if language == "zh"
            else pick(("",) * 12 + ("[J]",))
        )
        self.venue_style = pick(
            (
                "plain",
                "plain",
                "plain",
                "italic",
                "italic",
                "italic",
                "bold",
                "(plain)",
                "(italic)",
                "[plain]",
                "code",
            )
        )
        self.into = pick(
            ("",) * 6
            + (
                "In ",
                "In: ",
                "in: ",
                "in ",
                "Proc. ",
                "// ",
                "To appear in ",
                "em ",
                "In Proceedings of ",
                "Presented at ",
                "Published in ",
                "Dans ",
            )
        )
        self.editors = self.into.strip().casefold() in ("in", "in:", "em") and pick(
            (False, False, True)
        )
        self.volume = pick(
            (
                "",
                "",
                "",
                ", v(i), p",
                ", v, p",
                " v(i):p",
                " v:p",
                ", vol. v, no. i, pp. p",
                ", v. v, n. i, p. p",
                ". Vol. v. No. i.",
                ";v(i):p",
                ": p",
                ", p. p",
                ", pp. p",
                " v (i)",
                ", Bd. v, S. p",
                ". — Т. v. — № i. — С. p",
                ", **v**, p",
                "(i): p",
                ", LNCS v, pp. p",
            )
        )
        self.place = pick(
            ("",) * 8
            + (
                ". Springer, Berlin",
                ", ACM, New York, NY, USA",
                ", Springer",
                ". Elsevier",
                ", Cambridge University Press",
                ", Berlin",
                ", Vancouver, Canada",
                ". PMLR",
            )
        )
        self.id = pick(
            ("",) * 6
            + (
                " doi: d",
                " https://doi.org/d",
                ". DOI: d",
                " arXiv:a",
                " [pdf](u)",
                " [[paper](u)]",
                " [[pdf](u)] [[code](g)]",
                " u",
                " <u>",
                " PMID: n",
                "\nu",
                " [link](u)",
                "\n[[Abstract]](u)",
                " [doi](u)",
                " (u)",
                " [📄 PDF](u)",
                " Available at u",
                ". Retrieved from u",
                "\n[Paper](u) | [Code](g)",
            )
        )
        self.remark = pick(
            ("",) * 7 + (". r", " - r", " — r", "\nr", " (r)", " r", ": r", " *r*", ", r", " **r**")
        )
        self.before = pick(
            ("",) * 14
            + (
                "[n] ",
                "(n) ",
                "n. ",
                "key: ",
                "key ",
                "[tag] ",
                "**[tag]** ",
                "Mon d: ",
                "Mon d ",
                "[ ] ",
                "[x] ",
                "- ",
                "【y/m/d】",
                "⭐ ",
                "§n ",
                "**N**: ",
                "**N** ",
                "p presents: ",
                *(
                    (
                        pick(
                            (
                                "Added: ",
                                "Optional: ",
                                "Read: ",
                                "Retired: ",
                                "Paper: ",
                                "(optional) ",
                                "Recommended: ",
                                "Week n: ",
                            )
                        ),
                    )
                    * 2
                ),
            )
        )
        #: Who and when are one link: ``Title. [Low (1977)](...)``.
        self.cited_link = pick((True,) + (False,) * 5)
        self.after = pick(("",) * 9 + (" (p)", " [p]"))
        self.hold = pick((0.0, 0.0, 0.0, 0.0, 0.15, 0.4))
        self.colour = random_.random()
        self.kind = pick(("item", "item", "item", "item", "paragraph", "paragraph", "heading"))
        self.order, self.marks = self._order()

    def _order(self):
        """Return the order of the fields and the marks between them."""
        pick, wide = self.pick, self.language in ("zh", "ja")
        table = self.random.random()
        if table < 0.1:
            fields = [*self.random.sample("ayv", pick((0, 1, 2, 3))), "t"]
            self.random.shuffle(fields)
            self.kind = "row"
            return fields, ["\v"] * 5
        choices = {
            "t": (8, [()]),
            "ayt v": (12, [(" ", " ", ". "), (". ", ". ", ". "), (" ", ". ", ". "), (", ", ", ", ", "), (" ", ": ", ". "), (" ", " ", ", "), (". ", ". ", ", "), (" - ", " - ", ". "), (" ", " — ", " ")]),
            "at vy": (16, [(". ", ". ", ", "), (", ", ", ", ", "), (": ", ". ", ", "), (", ", ", ", " "), (". ", ". ", ". "), (". ", ", ", ", "), (": ", ", ", " "), (", ", ". ", " "), (" ", " ", " "), (" - ", " - ", " "), (". ", ". ", ";"), ("; ", ". ", " "), (" | ", " | ", " "), ("\n", "\n", " "), (".\n", ".\n", ", "), (",\n", ",\n", ", "), ("。", "。", ", ")]),
            "ta vy": (9, [(". ", ". ", " "), (", ", ", ", ", "), (" ", " ", " "), (" - ", " - ", " "), ("\n", "\n", " "), ("\n", "\n", ", "), ("; ", ". ", ". "), (" | ", " | ", " "), (" / ", ". ", ", "), (" — ", ", ", " "), ("\n", ". ", " "), (", by ", ". ", " ")]),
            "at y": (8, [(". ", ". "), (", ", ", "), (": ", ", "), (": ", " "), (" - ", " "), (" — ", " ("), (", ", " ")]),
            "ay t": (12, [(" ", " "), (" ", ". "), (", ", ". "), (", ", ": "), (" ", ": "), (" ", " - "), (". ", ". "), (" ", ", "), (" ", " — "), (" ", "\n")]),
            "at": (6, [(": ",), (". ",), (", ",), (" - ",), (" — ",), ("\n",), (" | ",), (" ",), ("-",), ("：",), (" -- ",), (" -- ",)]),
            "ta": (8, [(" - ",), (" — ",), (". ",), (", ",), ("\n",), (" by ",), (" | ",), (" (",), ("; ",), (" ",), (" – ",), (" / ",)]),
            "t y": (4, [(" (",), (", ",), (". ",), (" - ",), (" ",), (" | ",), ("\n",)]),
            "t vy": (9, [(", ", " "), (". ", ", "), (" (", " "), (" [", ", "), (" - ", " "), (". ", " "), (" — ", " "), ("\n", " "), (" | ", " "), (" ", " "), (". ", ". ")]),
            "t v": (3, [(". ",), (", ",), (" - ",), (" (",), ("\n",), (" | ",)]),
            "vyt": (9, [(" ", ": "), (" ", " - "), (" ", "-"), ("", ": "), ("", " "), (" ", " "), (", ", ". "), (" ", ". "), (" ", ", "), (" ", " | "), ("", "-"), (" ", "\n")]),
            "yt": (3, [(" ",), (": ",), (". ",), (" - ",), (", ",), (" | ",)]),
            "yat": (5, [(" ", ": "), (" ", ". "), (" ", ", "), (". ", ". "), (", ", ", "), (": ", ": "), (" | ", " | ")]),
            "yatv": (5, [(" ", ", ", ". "), (" ", ". ", ", "), (". ", ". ", ". "), (" ", ": ", ", "), (" | ", " | ", " | ")]),
            "ytav": (4, [(" | ", " | ", " | "), (" ", ", ", ", "), (" ", ". ", ". "), (", ", ", ", ", "), (" - ", " - ", " - ")]),
            "ty av": (3, [(" (", "\n", "\n"), (", ", ". ", ". "), (" ", " ", " "), (" (", ", ", ", ")]),
            "t ay": (5, [(". ", " ("), (" - ", " ("), (". ", " "), (" — ", ", "), (" ", " ("), (", ", " "), (" (", ", "), (" (", " ")]),
            "ta y": (6, [(", ", ", "), (" (", ", "), (" by ", " "), (" - ", " "), (". ", ". "), ("\n", "\n"), (" — ", " "), (" [", ", ")]),
            "ta v": (3, [(". ", ". "), (", ", ", "), ("\n", "\n"), (" - ", " - ")]),
            "tvya": (3, [(". ", " ", ". "), (" (", " ", ") "), (", ", ", ", ", "), ("\n", " ", "\n"), (" [", " ", "] ")]),
            "tv ya": (2, [(" - ", " ", " - ")]),
            "avyt": (1, [(", ", " ", ". "), (" (", " ", ") ")]),
            "vtay": (1, [(": ", ", ", ", ")]),
        }  # fmt: skip
        order = self.random.choices(list(choices), [weight for weight, _ in choices.values()])[0]
        marks = pick(choices[order][1])
        if wide and pick((True, False)):
            marks = tuple({". ": "。", ", ": "，", ": ": "："}.get(one, one) for one in marks)
        return [one for one in order if one != " "], list(marks)

    # ------------------------------------------------------------------ fields

    def people(self, people):
        """Return the row of names as text."""
        cut = len(people) > self.most
        people = people[: self.most]
        shown = []
        for number, (family, given) in enumerate(people):
            shown.append(self._person(family, given, number))
        comma = self.comma
        if len(shown) > 1 and self.last and not cut:
            said = comma.join(shown[:-1]) + self.last + shown[-1]
        else:
            said = comma.join(shown)
        return self.by, said + (self.others if cut else "")

    def _person(self, family, given, number):
        form = self.name
        if form == "first turned":
            form = "given family" if number else "family, given"
        if _WIDE.search(family) or form == "whole" or not given:
            return family + given
        if form == "given family":
            return f"{given} {family}"
        if form == "family":
            return family
        if form == "family, given":
            return f"{family}, {given}"
        if form.endswith("family"):
            return f"{_initials(given, self.tight)} {family}"
        family = family.upper() if form.startswith("FAMILY") else family
        comma = ", " if "," in form else " "
        return family + comma + _initials(given, "glued" if form.endswith("I") else self.tight)

    def entry(self, fields, group):
        """Return an entry and what its parts are: (text, kind, style)."""
        pick = self.pick
        parts = []
        url = pick(
            (
                "https://arxiv.org/abs/2101.01234",
                "https://doi.org/10.1016/j.x.2019.01.002",
                "https://example.org/paper.pdf",
                "https://www.nature.com/articles/s41586-020-1",
                "./papers/a.pdf",
                "https://github.com/ann/notes/a.md",
                "https://hal.science/hal-0123",
            )
        )

        def add(text, kind="other", style="plain", href=None):
            if text:
                parts.append((text, kind, style, href))

        add(
            self._filled(self.before, fields, pick),
            "other",
            "bold" if "**" in self.before else "plain",
        )
        closing = ""
        for number, field in enumerate(self.order):
            if number:
                mark = self.marks[number - 1]
                said = parts[-1][0] if parts else ""
                if mark.startswith(".") and said.endswith((".", "?", "!")):
                    mark = mark[1:]
                goes_on = (
                    field == "y" and self.order[number - 1] in "va" and field == self.order[-1]
                )
                if closing and not mark.startswith(closing) and not goes_on:
                    add(closing)
                    closing = ""
                opened = {" (": ")", " [": "]"}.get(mark)
                add(mark)
                closing = opened or closing
            self._add(field, fields, add, url)
        add(closing)
        if self.cited_link:
            self._link_cited(parts, url)
        add(self._filled(self.after, fields, pick))
        tail = self._filled(self.id, fields, pick)
        self._links(tail, add)
        if pick((True, True, False)):
            remark = self.remark.replace("r", pick(_REMARKS), 1)
            add(
                remark.replace("*", ""),
                "other",
                "italic" if "*r*" in self.remark else "bold" if "**" in self.remark else "plain",
            )
        return self._unit(parts, group)

    def _link_cited(self, parts, url):
        """Make one link of the names and the year that follows them."""
        kinds = [kind for _, kind, _, _ in parts]
        if "authors" not in kinds or "year" not in kinds:
            return
        first, last = kinds.index("authors"), kinds.index("year")
        if first > last or set(kinds[first : last + 1]) - {"authors", "year", "other"}:
            return
        while last + 1 < len(parts) and parts[last + 1][0].strip() in (")", "]"):
            last += 1
        for at in range(first, last + 1):
            text, kind, style, _ = parts[at]
            parts[at] = (text, kind, style, url)

    def _add(self, field, fields, add, url):
        pick = self.pick
        if field == "t":
            self._title(fields, add, url)
        elif field == "a":
            by, said = self.people(fields["people"])
            add(by)
            add(
                said,
                "authors",
                pick(("plain",))
                if self.colour < 0.8
                else "italic"
                if self.colour < 0.9
                else "bold",
            )
        elif field == "y":
            self._year(fields["year"], add)
        else:
            self._venue(fields, add)

    def _title(self, fields, add, url):
        title = fields["title"]
        style = self.title_style.split()
        href = url if "link" in style else None
        look = "bold" if "bold" in style else "italic" if "italic" in style else "plain"
        if self.quote:
            add(self.quote[0], "other", look, href)
        add(title, "title", look, href)
        if self.quote:
            if self.inner and self.order[-1] != "t":
                add(self.pick((",", ".")), "other", look, href)
            add(self.quote[-1], "other", look, href)
        if self.kind_mark:
            add(self.kind_mark)

    def _year(self, year, add):
        short, month, day = (
            f"{year % 100:02}",
            self.random.randint(1, 12),
            self.random.randint(1, 28),
        )
        form = self.year
        before, after = {
            "(y)": ("(", ")"), "[y]": ("[", "]"), "ya": ("", self.pick(("a", "b", ""))), "(y, Month)": ("(", ", March)"), "m.y": (f"{month}.", ""), "(y.m)": ("(", f".{month})"),
            "y-m-d": ("", f"-{month:02}-{day:02}"), "d.m.y": (f"{day}.{month}.", ""), "y年": ("", "年"),
        }.get(form, ("", ""))  # fmt: skip
        at = self.order.index("y")
        if form == "'y" and at and self.order[at - 1] == "v" and year > 1959:
            add(self.pick(("'", " ", "-", "’", "")) + short, "year")
            return
        add(before)
        add(str(year), "year")
        add(after)

    def _venue(self, fields, add):
        pick = self.pick
        add(self.into)
        if self.editors:
            add(
                pick(
                    (
                        "A. Low & B. Rye (Eds.), ",
                        "C. Fox (ed.), ",
                        "Low, A., Rye, B. (eds) ",
                        "J. Stone and K. Hill, editors, ",
                    )
                )
            )
        style = self.venue_style
        if style[0] in "([":
            add(style[0])
        add(
            fields["venue"],
            "venue",
            {"italic": "italic", "bold": "bold", "(italic)": "italic"}.get(style, "plain"),
        )
        if style[0] in "([":
            add({"(": ")", "[": "]"}[style[0]])
        number = self.random.randint
        volume = self.volume
        for name, said in (
            ("v", number(1, 150)),
            ("i", number(1, 12)),
            ("p", f"{(first := number(1, 900))}{pick('-–')}{first + number(3, 30)}"),
        ):
            volume = re.sub(rf"(?<![a-zA-Z]){name}(?![a-zA-Z.])", str(said), volume)
        for n, said in enumerate(volume.split("**")):
            add(said, "other", "bold" if n % 2 else "plain")
        if self.random.random() < 0.7:
            add(self.place)

    def _filled(self, form, fields, pick):
        number = self.random.randint
        family = re.sub(r"\W", "", fields["people"][0][0])
        values = {
            "key": pick((f"{family}{fields['year']}", f"{family}-{fields['year']}.pdf -", f"{family.lower()}{fields['year'] % 100:02}")), "tag": pick(("NLP", "survey", "must read", "code", "ICML oral", "★")), "Mon": pick(("Jun", "Feb", "October")),
            "N": pick(("GPT-2", "Raft", "AlexNet", "ResNet-50", "FlexDB", "MapKit")), "presents": "presents",
        }  # fmt: skip
        said = form
        if said in ("[n] ", "(n) ", "n. ", "§n "):
            return said.replace("n", str(number(1, 60)))
        for name in ("key", "tag", "Mon", "N"):
            if name in said:
                said = said.replace(name, values[name], 1)
                break
        if form.startswith("Mon d"):
            said = said.replace(" d", f" {number(1, 30)}")
        if form == "【y/m/d】":
            return f"【{number(2018, 2025)}/{number(1, 12):02}/{number(1, 28):02}】"
        if form in (" (p)", " [p]"):
            return form.replace("p", pick(_PEOPLE))
        if form == "p presents: ":
            return f"{pick(_PEOPLE)} presents: "
        return said.replace("**", "")

    def _links(self, tail, add):
        number = self.random.randint
        url = self.pick(
            (
                "https://arxiv.org/abs/2101.01234",
                "https://doi.org/10.1016/j.x.2019.01.002",
                "https://example.org/paper.pdf",
                "https://openreview.net/forum?id=abc",
                "http://www.cs.example.edu/~low/p.html",
            )
        )
        at = 0
        for match in re.finditer(
            r"\[([^\[\]]+)\]\((u|g)\)|\b(u)\b|<u>|\[\[Abstract\]\]\(u\)", tail
        ):
            add(tail[at : match.start()])
            at = match.end()
            address = "https://github.com/ann/code" if match.group(2) == "g" else url
            if match.group(1):
                add(match.group(1), "other", "plain", address)
            elif match.group().startswith("[["):
                add("[Abstract]", "other", "plain", address)
            else:
                add(address)
        rest = tail[at:]
        doi = f"10.{number(1000, 9999)}/j.{self.pick('abcdefg')}.{number(2000, 2024)}.{number(10, 99999)}"
        rest = re.sub(r"\bd\b(?=$)", doi, rest)
        rest = re.sub(r"(?<=arXiv:)a$", f"{number(1001, 2410)}.{number(10000, 20000)}", rest)
        rest = re.sub(r"(?<=PMID: )n$", str(number(10**6, 3 * 10**7)), rest)
        add(rest)

    def _unit(self, parts, group):
        if self.kind != "row":
            spans = []
            for text, _, style, href in parts:
                spans += [
                    Span(piece, 1, style == "bold", style == "italic", href)
                    for piece in re.split(r"(\n)", text)
                    if piece
                ]
            block = Block(
                self.kind, 1, spans, group=group, level=3 if self.kind == "heading" else 0
            )
            return Unit(block, 0, []), [(text, kind) for text, kind, _, _ in parts]
        cells, kinds = [[]], []
        for text, kind, style, href in parts:
            if text == "\v":
                cells.append([])
                kinds.append(("\v", "other"))
                continue
            line = text.replace("\n", " ")
            cells[-1].append(Span(line, 1, style == "bold", style == "italic", href))
            kinds.append((line, kind))
        names = {
            "t": ("Title", "Paper", "题目", "Titel"),
            "a": ("Authors", "Author", "作者", "Autor"),
            "y": ("Year", "Date", "年份", "Jahr"),
            "v": ("Venue", "Conference", "期刊", "Journal"),
        }
        columns = (
            tuple(names[one][int(self.colour * 3.99)] for one in self.order)
            if self.colour < 0.6
            else ()
        )
        block = Block("row", 1, cells=cells, group=group, columns=columns)
        return Unit(block, 0, []), kinds


def made_lists(labels, count, seed=0, size=5):
    """Yield lists of (unit, parts): entries in one notation, made of labelled ones.

    Parameters
    ----------
    labels
        Labelled entries.
    count
        How many lists.
    seed
        Of the choices.
    """
    random_ = random.Random(seed)
    having = {
        field: [one for one in labels if one[field]]
        for field in ("title", "authors", "venue", "year")
    }
    for number in range(count):
        language = random_.choices(
            ("labelled", "en", "zh", "ja", "ko", "ru", "pt", "es", "de", "fr", "it"),
            (60, 14, 8, 5, 2, 4, 3, 3, 3, 3, 2),
        )[0]
        notation = Notation(random_, "en" if language == "labelled" else language)
        found = []
        for _ in range(size):
            fields = (
                _labelled(random_.choice, having)
                if language == "labelled"
                else _foreign(random_.choice, language)
            )
            found.append(notation.entry(fields, number))
        yield found


STATE = {"other": 0, "authors": 1, "year": 2, "venue": 3, "title": 4}


def states_of_parts(said, parts):
    """Return the state of each word of a made entry."""
    ends, at = [], 0
    for text, kind in parts:
        at += len(text)
        ends.append((at, kind))
    states, n, titled = [], 0, False
    for word in said.words:
        while ends[n][0] <= word.start:
            n += 1
        kind = ends[n][1]
        if kind == "title":
            titled = True
        states.append(STATE[kind] + (5 if titled and kind != "title" else 0))
    return states
