"""A hash as six words, so that two people can compare it by eye or by phone.

The words are for people: what is approved is compared as the whole hash.
"""

_SIGNS = """
    abacus anvil acorn actor album alley amber anchor angel ankle apple apron arch arrow aspen atlas attic autumn badge bagel baker bamboo
    banjo barley barn basil basin basket beach beacon beak bean bear beaver bell bench berry birch biscuit bison blanket blossom
    boat bonnet book boot border bottle boulder bowl bracket branch brass bread brick bridge brook broom brush bubble bucket
    buckle bugle butter button cabin cactus camel camera candle canoe canvas canyon captain caravan carpet carrot castle cattle
    cedar cello chalk chapel cherry chess chest chimney cider cinema circle circus citrus clay cliff clock cloud clover coast
    cobalt cocoa coffee coin comet compass copper coral corner cotton cradle crane crayon cricket crown crystal cupboard curtain
    cushion daisy dance deer denim desert desk dial diamond dinner dolphin donkey door dragon drum duck eagle easel echo elbow
    elder elm ember emerald engine envelope evening fable falcon feather fence fern fiddle field finch flag flame flannel flask
    flint flower flute forest fork fossil fountain fox frost garden garlic gate ginger giraffe glacier glass globe glove goat
    goose grain granite grape grass gravel guitar gull hammer hamster harbour harp harvest hat hazel heather hedge helmet heron
    hill honey hoof horn horse hotel hut ice indigo ink iris iron island ivory ivy jacket jar jasmine jelly jewel journal judge
    jug jungle juniper kayak kelp kennel kettle key kiln kite kitten knot ladder lagoon lake lamp lantern lark laurel lava lawn
    leaf ledger lemon lens letter lilac lily lime linen lion lizard llama lobster locket loft lotus lunch lute magnet magpie
    mango mantle maple marble market marsh meadow medal melon meteor mill mint mirror mitten moat mole monkey moon moss moth
    motor mountain mouse muffin museum mustard napkin nectar needle nest nettle noodle north notebook novel nugget nutmeg oak
    oasis oat oboe ocean olive onion opal orange orbit orchard orchid organ otter oven owl oyster paddle page paint palace palm
    panda paper parade parcel park parrot parsley pasta path peach peacock pear pearl pebble pelican pencil penguin pepper piano
    picnic pigeon pillow pilot pine pirate planet plank plate plum pocket poem pond pony poppy portrait postcard potato pottery
    prism prune pudding puffin pumpkin puppet purple quail quarry quartz quay queen quilt quiver rabbit radio radish raft rail
    rain raisin ranch raven reed reef ribbon rice ridge river robin rocket rook rope rose ruby rudder saddle saffron sail salad
    salmon salt sand sandal satin saucer scarf school scooter seal season seed shadow shark sheep shelf shell shield shirt shoe
    shore silk silver skate sketch sky slate sleigh slipper snail snow soap sofa song spade sparrow spice spider spoon spring
    spruce squirrel stable star statue steam stone stork storm stove straw street string sugar summer sunset swallow swan sweater
    table tailor tambourine tangerine tapestry teapot temple tent thimble thistle thread throne thunder ticket tiger timber toast
    tortoise towel tower tractor train trellis trumpet tulip tundra tunnel turnip turtle umbrella valley vanilla velvet village
    violet violin volcano waffle wagon walnut walrus water wave weaver wheat wheel whistle willow window winter wizard wolf wood
    wool wren yacht yarn yoghurt zebra zinc
"""
WORDS: tuple[str, ...] = tuple(_SIGNS.split())
BITS = 9


def six_words(digest: str) -> tuple[str, ...]:
    """The first 54 bits of a hash in hexadecimal as six words. Raises ValueError when it is shorter."""
    if len(digest) < 14:
        raise ValueError("A hash has more digits.")
    bits = int(digest[:14], 16) >> 2
    return tuple(WORDS[bits >> BITS * place & (1 << BITS) - 1] for place in reversed(range(6)))
