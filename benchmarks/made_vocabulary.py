"""Names, words of titles and venues in many languages, of which entries are made up."""

FAMILIES = "王 李 张 刘 陈 杨 黄 赵 吴 周 徐 孙 马 朱 胡 郭 何 林 高 罗 郑 梁 谢 宋 唐 许 韩 冯 邓 曹 彭 曾 萧 田 董 袁 潘 于 蒋 蔡 余 杜 叶 程 苏 魏 吕 丁 任 沈 姚 卢 傅 钟 姜 崔 谭 廖 范 汪 陆 金 石".split()
GIVEN = "伟 芳 娜 敏 静 强 磊 洋 艳 勇 军 杰 涛 明 超 秀英 霞 平 刚 桂英 建华 文博 志强 海燕 晓东 思远 雨桐 浩然 子涵 宇航 国庆 立新 春梅 永康 丽华 家辉 雪梅 德明 少华 振宇".split()
CHINESE = (
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
CHINESE_VENUES = "管理世界 经济学报 统计研究 软件学报 地理科学 中国语文 自动化学报 财政研究 图书情报工作 生态学报 物理学进展 计算机科学 电子学报 教育研究 南方经济 清华大学学报(自然科学版) 中华医学杂志 心理学报 世界历史 农业经济问题".split()
JAPANESE_NAMES = "佐藤健一 鈴木花子 高橋誠 田中美咲 伊藤大輔 渡辺直樹 山本翔太 中村由美 小林拓也 加藤真理 吉田隆 山田太郎 佐々木薫 松本潤一 井上和也 木村彩 林亮 清水愛 山崎浩 森本舞".split()
JAPANESE = (
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
JAPANESE_VENUES = "情報処理学会論文誌 人工知能学会全国大会 電子情報通信学会技術研究報告 言語処理学会年次大会 日本音響学会誌 信号処理シンポジウム 日本ロボット学会誌 社会言語科学".split()
KOREAN_NAMES = (
    "김민수 이서연 박지훈 최유진 정하늘 강동원 조은비 윤재호 장미란 임태영 한지민 오세훈".split()
)
KOREAN = (
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
KOREAN_VENUES = "한국정보과학회 정보처리학회논문지 한국통신학회논문지 대한전자공학회 한국언어학회지 한국경영과학회지 멀티미디어학회".split()
RUSSIAN_NAMES = "Иванов Петров Сидорова Кузнецов Смирнова Попов Васильев Соколова Михайлов Новиков Федорова Морозов Волков Алексеев Лебедева".split()
RUSSIAN = (
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
RUSSIAN_VENUES = [
    "Вестник Томского университета",
    "Вопросы экономики",
    "Доклады Академии наук",
    "Журнал технической физики",
    "Известия вузов",
    "Автоматика и телемеханика",
    "Программирование",
    "Русская литература",
]
LATIN = {
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
JOURNALS = (
    "Oper. Res.", "Comput. Oper. Res.", "Eur. J. Oper. Res.", "Math. Program.", "SIAM J. Optim.", "Surv. Oper. Res. Manag. Sci.", "IEEE Trans. Inf. Theory", "Commun. ACM", "Comput. Netw.", "J. Symb. Log.",
    "Phys. Rev. Lett.", "Rev. Mod. Phys.", "Geophys. Res. Lett.", "Hydrol. Earth Syst. Sci.", "Geosci. Model Dev.", "Water Resour. Res.", "Astron. Astrophys.", "Mon. Not. R. Astron. Soc.", "J. Am. Chem. Soc.", "Nat. Commun.",
    "Nat Commun", "J Neurosci", "Nucleic Acids Res.", "N Engl J Med", "Lancet Neurol.", "Ecol. Lett.", "Trends Ecol. Evol.", "Proc. Natl. Acad. Sci. U.S.A.", "Am. Econ. Rev.", "Q. J. Econ.", "J. Finance", "Am. Polit. Sci. Rev.",
    "J. Exp. Psychol. Gen.", "Psychol. Rev.", "Cogn. Sci.", "Ann. Appl. Stat.", "J. R. Stat. Soc. B", "Ann. Math.", "Trans. Am. Math. Soc.", "Invent. Math.",
    "Science", "Nature", "Cell", "PNAS", "Ecology", "Ecosphere", "Cognition", "eLife", "Evolution", "Genetics", "Demography", "Criminology", "Hydrobiologia", "Water Research", "Energy Policy", "Research Policy",
    "Psychological Review", "Journal of Finance", "American Economic Journal: Macroeconomics", "Quarterly Journal of Economics", "Journal of Economic Perspectives", "NBER Macroeconomics Annual", "NBER Working Paper", "Management Science",
    "Operations Research", "American Political Science Review", "American Sociological Review", "Social Forces", "The Atlantic Monthly", "Scientific American", "Communications of the ACM", "Human–Computer Interaction", "American Psychologist",
    "Nature Energy", "Nature Catalysis", "Chemical Science", "ACS Catalysis", "Journal of Fluid Mechanics", "Remote Sensing of Environment", "Journal of Functional Programming", "Theoretical Computer Science", "Philosophical Review",
    "PRL", "PRB", "AER", "QJE", "JPE", "JET", "JMLR", "TOCHI", "CACM", "JASA", "APSR", "TSE", "BJPS", "NLLT", "Phys. Rev. B", "Nat. Med.", "Nature Medicine", "Nat. Phys.", "Nature Communications", "Cell Rep.", "J. Neurosci.", "J. of Instrumentation",
    "J. of Machine Learning Research", "J. Appl. Phys.", "Br. J. Philos. Sci.", "Briefings in Bioinformatics", "Information and Control", "Computational Linguistics", "International Journal of Robotics Research", "Ann. Stat.", "Rev. Econ. Stud.",
    "Annual Review of Psychology", "Digital Scholarship in the Humanities", "Journal of Archaeological Science", "Zeitschrift für digitale Geisteswissenschaften", "L'Année sociologique", "Social Science & Medicine", "BMC Public Health", "Global Change Biology",
)  # fmt: skip
REMARKS = (
    "The first to show it", "good introduction", "read before the meeting", "TODO", "a must", "Explains the basics well.", "see also the appendix", "Nice figures; the proofs are short.", "compares five methods on two data sets",
    "what this was built on", "Still the best overview of the field.", "We use it in section 2.", "Our favourite", "Awarded best paper", "not yet read", "很好的综述", "入門に良い", "Kapitel 2", "first part only", "uses public data", "Proposes a new test and applies it to old records",
)  # fmt: skip
NAMES = (
    "GPT-2",
    "Raft",
    "AlexNet",
    "ResNet-50",
    "FlexDB",
    "MapKit",
    "Hash Tool",
    "LeanSTM",
    "Word Mover",
    "STARK",
)
TOOLS = (
    ("Hash", "Sketch", "Word", "Cloud", "Lock", "Mesh", "Gene", "River", "Fast", "Open", "Deep", "Parallel"),
    ("Tool", "Tree", "Sieve", "Net", "Store", "Map", "Bench", "Queue", "Atlas", "Alignment", "Scanner", "Index"),
    ("", "", "", "One", "2", "Lite", "Suite", "Library"),
)  # fmt: skip
PEOPLE = ("Anna", "Tom", "Felix, Ryan", "Jack and Maria", "Oscar", "Li Wei", "Prof. Stone")
