"""A catalogue as Tokyo's would read: 62 municipalities, bureaus, merged sets, the same by year.

Made without chance, so that the regression set asks the same catalogue for ever.
"""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.search.catalogue import merged
from tdpf.adapters.search import Document
from tdpf.core.places import TOKYO
from tdpf.core.standards import standards

YEARS = range(2017, 2026)
TITLES = ("{city} {set}", "{set}", "{set}（{city}）", "{city}の{short}")
"""Ways in which municipalities name the same list."""

# name | bureau | title | what it says | keywords; a title with {year} is one dataset a year
_BUREAUS = """
traffic-volume|建設局|都道の交通量調査（{year}）|主な交差点と路線の12時間交通量です。|道路;交通量;車
road-ledger|建設局|道路台帳平面図|都道の区域と幅員。|道路;台帳
metropolitan-parks|建設局|都立公園の一覧|都立公園と庭園の所在地、開園時間、面積。|公園;庭園
river-cameras|建設局|河川監視カメラの位置|都が管理する河川のライブカメラ。|河川;防災;カメラ
street-trees|建設局|街路樹本数（{year}）|都道の街路樹を樹種ごとに数えたもの。|街路樹;緑
bridge-inspection|建設局|橋梁の点検結果（{year}）|都が管理する橋の健全性の判定。|橋;点検
population-estimate|総務局|東京都の人口（推計）（{year}）|国勢調査を基にした毎月1日現在の区市町村別推計人口。|人口;推計
household-projection|総務局|世帯数の予測|令和27年までの世帯数の予測。|世帯;予測
labour-survey|総務局|労働力調査（{year}）|就業者と完全失業率。|就業;失業率
household-budget|総務局|家計調査（{year}）|都民の暮らしむき。1世帯あたりの収入と支出。|家計;消費
price-index|総務局|消費者物価指数（{year}）|東京都区部の物価の動き。|物価
evacuation-centres|総務局|避難所・避難場所一覧|区市町村が指定する避難所と避難場所を都がまとめたもの。|防災;避難
hazard-flood|建設局|洪水浸水想定区域図|大雨で川があふれたときに水につかる区域と深さ。|ハザードマップ;洪水;浸水
earthquake-risk|都市整備局|地震に関する地域危険度測定調査|町丁目ごとの建物倒壊と火災の危険度。|地震;危険度;火災
land-price|財務局|地価調査価格（{year}）|基準地の価格と変動率。|土地;地価
budget|財務局|東京都の予算（{year}）|一般会計の歳入と歳出。|予算;財政
settlement|会計管理局|東京都の決算（{year}）|一般会計の決算額。|決算;財政
land-use|都市整備局|土地利用現況|建物の用途と土地の使われ方。|土地利用;都市計画
city-planning|都市整備局|都市計画決定情報|用途地域、高さの制限、都市計画道路。|用途地域;都市計画
building-3d|都市整備局|3D都市モデル|建物の立体の形。CityGML。|3D;PLATEAU;建物
housing-public|住宅政策本部|都営住宅の募集状況（{year}）|応募の倍率と募集戸数。|都営住宅;募集
air-quality|環境局|大気汚染測定結果（{year}）|PM2.5、二酸化窒素、光化学オキシダントの1時間値。|大気;PM2.5
water-quality|環境局|公共用水域の水質測定結果（{year}）|川と海の水質。|水質;川
greenhouse-gas|環境局|温室効果ガス排出量（{year}）|部門ごとの二酸化炭素の排出量。|CO2;温暖化
waste-recycling|環境局|区市町村清掃事業年報（{year}）|ごみの収集量とリサイクル率。|ごみ;リサイクル
ev-charging|環境局|電気自動車の充電設備|都内の急速充電器の場所。|EV;充電
hospitals|保健医療局|医療機関一覧|病院と診療所の所在地、診療科、病床数。|病院;診療所
infectious-disease|保健医療局|感染症発生動向（{year}）|週ごとの患者報告数。インフルエンザなど。|感染症;インフルエンザ
pollen|保健医療局|花粉の飛散数（{year}）|測定地点ごとのスギとヒノキの花粉。|花粉;スギ
food-permission|保健医療局|食品営業許可施設一覧|飲食店などの許可。|飲食店;食品
vital-statistics|保健医療局|人口動態統計（{year}）|出生、死亡、婚姻、離婚の数。|出生;死亡;婚姻
nursery-list|福祉局|認可保育所一覧|都内の認可保育所の名称と定員。|保育;子育て
waiting-children|福祉局|保育所の待機児童数（{year}）|区市町村ごとの待機児童。|待機児童;保育
after-school|福祉局|学童クラブの状況（{year}）|登録児童数と待機児童数。|学童;子育て
nursing-homes|福祉局|特別養護老人ホーム一覧|所在地と定員。|介護;高齢者
barrier-free-toilet|福祉局|車椅子使用者対応トイレ|オストメイト対応、ベビーシートの有無。|トイレ;バリアフリー
children-cafeteria|福祉局|こども食堂の一覧|開催日と場所。|こども食堂
tourism-survey|産業労働局|観光客数等実態調査（{year}）|外国人旅行者と国内旅行者の数。|観光;インバウンド
wifi-spots|産業労働局|無料Wi-Fiの設置場所|外国人旅行者も使える公衆無線LAN。|Wi-Fi
shopping-streets|産業労働局|商店街実態調査（{year}）|商店街の数と空き店舗。|商店街
farm-products|産業労働局|農作物生産状況（{year}）|野菜と果物の収穫量。|農業;野菜
subway-passengers|交通局|都営地下鉄の乗降人員（{year}）|駅ごとの1日平均乗降客数。|地下鉄;駅;乗降客数
bus-gtfs|交通局|都営バスの時刻表と位置（GTFS）|GTFS-JP と GTFS リアルタイム。|バス;時刻表;GTFS
toden-stops|交通局|都電荒川線の停留場|停留場の位置。|都電
water-supply|水道局|配水量（{year}）|月ごとの配水量。|水道
dam-storage|水道局|貯水量の推移（{year}）|利根川水系などのダムの貯水量。|ダム;水
sewer-overflow|下水道局|下水道台帳|下水道管とマンホールの位置。|下水道
rain-radar|下水道局|降雨情報（東京アメッシュ）|雨の強さ。|雨;気象
fire-statistics|東京消防庁|火災の件数（{year}）|原因ごと、区市町村ごとの火災件数。|火災
ambulance|東京消防庁|救急出動件数（{year}）|救急車の出動と搬送人員。|救急
fire-stations|東京消防庁|消防署の所在地|消防署、分署、出張所。|消防署
crime|警視庁|町丁別の犯罪認知件数（{year}）|刑法犯の件数。ひったくり、自転車盗など。|犯罪;防犯
traffic-accidents|警視庁|交通事故発生状況（{year}）|交通事故の件数、死者と負傷者。|交通事故
police-boxes|警視庁|交番の所在地|交番、駐在所、警察署。|交番;警察
schools|教育庁|公立学校一覧（{year}）|小学校、中学校、高校の所在地と児童生徒数。|学校
libraries-metro|教育庁|都立図書館の利用状況（{year}）|入館者数と貸出冊数。|図書館
cultural-assets|教育庁|国・都指定文化財一覧|建造物、史跡、天然記念物。|文化財
school-physical|教育庁|体力・運動能力調査（{year}）|児童生徒の50m走など。|体力
sports-facilities|スポーツ推進本部|スポーツ施設一覧|プール、体育館、グラウンド。|スポーツ;プール
election-results|選挙管理委員会|選挙の投票率（{year}）|都知事選挙、都議会議員選挙など。|選挙;投票率
staff-salary|人事委員会|職員の給与（{year}）|平均給与月額。|給与;公務員
it-strategy|デジタルサービス局|都のデジタル化の指標（{year}）|オンラインでできる手続きの割合。|DX;デジタル
open-data-catalog|デジタルサービス局|オープンデータの一覧|カタログに載っているデータの数。|オープンデータ
earthquake-shelters|生活文化局|帰宅困難者の一時滞在施設|大きな地震のときに休める場所。|帰宅困難者;防災
foreign-residents|生活文化局|外国人人口（{year}）|国籍ごとの外国人の数。|外国人;人口
consumer-consultation|生活文化局|消費生活相談件数（{year}）|相談の内容と件数。|消費生活
harbour-ships|港湾局|東京港の取扱貨物量（{year}）|コンテナの数と品目。|港;貨物
island-ferry|港湾局|島しょ航路の乗降客数（{year}）|伊豆諸島、小笠原への船。|島;船
volcano|総務局|伊豆諸島の火山観測|三宅島、伊豆大島の地震と噴煙。|火山;伊豆大島
"""


# name | values that stand in the rows of its tables
_VALUES = """
metropolitan-parks|日比谷公園;上野恩賜公園;井の頭恩賜公園;砧公園;浜離宮恩賜庭園;殿ヶ谷戸庭園
river-cameras|神田川;石神井川;妙正寺川;善福寺川;野川;昭和橋
street-trees|イチョウ;ハナミズキ;サクラ類;トウカエデ;ケヤキ;プラタナス類
bridge-inspection|永代橋;清洲橋;勝鬨橋;佃大橋;白鬚橋
hospitals|都立広尾病院;都立墨東病院;内科;小児科;整形外科
pollen|千代田;葛飾;杉並;多摩;青梅;スギ;ヒノキ
food-permission|飲食店営業;喫茶店営業;菓子製造業;魚介類販売業;そうざい製造業
ev-charging|CHAdeMO;急速;普通;道の駅八王子滝山
subway-passengers|浅草線;三田線;新宿線;大江戸線;大門;都庁前;六本木
toden-stops|三ノ輪橋;王子駅前;雑司が谷;面影橋;早稲田
dam-storage|小河内ダム;八ッ場ダム;矢木沢ダム;下久保ダム;草木ダム
crime|自転車盗;万引き;空き巣;ひったくり;侵入窃盗計
police-boxes|歌舞伎町交番;渋谷駅前交番;浅草警察署;月島警察署
libraries-metro|中央図書館;多摩図書館
cultural-assets|旧東宮御所;寛永寺清水堂;柴又帝釈天;玉川上水;高輪大木戸跡
sports-facilities|東京体育館;駒沢オリンピック公園総合運動場;有明コロシアム;辰巳国際水泳場
schools|日比谷高等学校;西高等学校;小石川中等教育学校;白鷗高等学校
island-ferry|大島;利島;新島;式根島;神津島;青ヶ島
volcano|三宅島雄山;三原山;硫黄島;水蒸気噴火
farm-products|小松菜;ウド;キャベツ;ブルーベリー;ワサビ
waste-recycling|可燃ごみ;不燃ごみ;粗大ごみ;ペットボトル;溶融スラグ
infectious-disease|インフルエンザ;手足口病;ヘルパンギーナ;咽頭結膜熱;RSウイルス感染症
"""
# set | what municipalities list in it; the merged table has values of its parts
_OF_SETS = """
public_toilet|{city}役所前公衆トイレ;{city}中央公園トイレ;多機能;洋式
aed|{city}役所;{city}総合体育館;1階ロビー;平日のみ
cultural_property|{city}の庚申塔;木造阿弥陀如来立像;有形文化財;無形民俗文化財
tourism|{city}郷土資料館;展望台;日帰り温泉
hospital|{city}中央病院;内科;耳鼻咽喉科;休診
garbage_separation|乾電池;蛍光管;羽毛布団;スプレー缶
school_lunch|わかめごはん;揚げパン;冷凍みかん
"""


def _listed(lines: str) -> dict[str, tuple[str, ...]]:
    parted = (line.split("|") for line in lines.strip().splitlines())
    return {name: tuple(values.split(";")) for name, values in parted}


VALUES, OF_SETS = _listed(_VALUES), _listed(_OF_SETS)


def catalogue() -> list[Document]:
    """Some 2,700 datasets."""
    return [*_merged(), *_of_cities(), *_of_bureaus()]


def _in(city: str, slug: str) -> tuple[str, ...]:
    return tuple(value.format(city=city) for value in OF_SETS.get(slug, ()))


def _merged() -> Iterator[Document]:
    for one in standards().values():
        yield merged(one, samples=_in(TOKYO[0].name, one.slug))


def _of_cities() -> Iterator[Document]:
    for place, city in enumerate(TOKYO):
        for number, one in enumerate(standards().values()):
            if (place + number) % 3 == 2:  # not everybody publishes everything
                continue
            short = one.title_ja.removesuffix("一覧")
            way = TITLES[(place * 7 + number) % len(TITLES)]
            yield Document(
                id=f"{city.code6}-{one.slug}",
                title=way.format(city=city.name, set=one.title_ja, short=short),
                notes=f"{city.name}の{short}です。",
                publisher=city.code6,
                publisher_name=city.full_name,
                standard=one.slug,
                standard_title=one.title_ja,
                columns=tuple(item.name for item in one.items),
                samples=_in(city.name, one.slug),
                formats=("CSV",),
                licence="cc-by-4.0",
                modified=f"2026-0{1 + number % 9}-01",
                quality=60 + (place + number) % 40,
                has_api=True,
            )
        yield from _own_topics(city.code6, city.name, city.full_name)


_OWN = (
    "広報紙の設置場所 公園の遊具 コミュニティバスの停留所 保育園の空き状況 予算の概要 町丁別の人口"
)


def _own_topics(code6: str, city: str, owner: str) -> Iterator[Document]:
    for number, topic in enumerate(_OWN.split()):
        yield Document(
            id=f"{code6}-own-{number}",
            title=f"{city} {topic}",
            notes=f"{topic}をまとめたものです。",
            publisher=code6,
            publisher_name=owner,
            formats=("CSV", "XLSX"),
            modified="2026-04-01",
            quality=55,
            has_api=True,
        )


def _of_bureaus() -> Iterator[Document]:
    for line in _BUREAUS.strip().splitlines():
        name, bureau, title, notes, keywords = line.split("|")
        for year in YEARS if "{year}" in title else (0,):
            era = f"令和{year - 2018}年度" if year > 2018 else f"平成{year - 1988}年度"
            yield Document(
                id=f"{name}-{year}" if year else name,
                title=title.format(year="令和元年度" if year == 2019 else era),
                notes=notes,
                publisher=f"tokyo-{bureau}",
                publisher_name=f"東京都{bureau}",
                keywords=tuple(keywords.split(";")),
                samples=VALUES.get(name, ()),
                formats=("CSV",) if year else ("CSV", "XLSX"),
                licence="cc-by-4.0",
                modified=f"{year}-06-01" if year else "2025-06-01",
                years=(str(year),) if year else (),
                quality=70,
                has_api=True,
            )
