namespace Vicinity.Contacts.Tests;

/// <summary>
/// The test vectors of Exposure Notification v1.2, published by Apple and Google with the specification: a key, what is derived from it, and for each of
/// its 144 intervals the identifier and the encrypted metadata.
/// </summary>
internal static class ExposureNotificationVectors
{
    public const long KeyMadeAtSecond = 1585785600;
    public const int RollingStart = 2642976;
    public const string Secret = "75c734c6dd1a782de7a965da5eb93125";
    public const string IdentifierKey = "185ad91db69ec7dd048960f1f3ba6175";
    public const string MetadataKey = "d57c46af7a1d83965b9bed8bd152936a";
    public const string Metadata = "40080000";

    /// <summary>By interval: the identifier and the encrypted metadata.</summary>
    public static IReadOnlyList<(string Identifier, string EncryptedMetadata)> Broadcasts { get; } =
        [.. Rows.Split((char[])['\n', ' '], StringSplitOptions.RemoveEmptyEntries).Chunk(2).Select(r => (r[0], r[1].TrimEnd('\r')))];

    private const string Rows = """
        8be6cd371c5c891604bfbe49df845096 72033874
        3c9a1de5dd6b02afa7fded7b570b3e56 c29211b1
        243ffe9a3b08bded3094bac8630bb8ad 6adfad03
        dfc3ed265e97d0eabb630e168b4214ed f1e2f80b
        b3b85a69ebaec78db739852d1f34e0fa 5668c474
        298abd6fdad29efbf0f85a63956cf188 f7b97e84
        105e8221dd603d25b94aba0c3cc8dee1 eeabfdc7
        9888ca7e6738ec4bc6e420b20f878b3a 9f84a9a6
        8694a79ae99671be3f18aaf6b090657a c11acb4d
        b8cde28ad20d1cd2fdd7369dc0c6f7c8 1f8d53de
        f60123c67bd2fc4b62002b4b7d595ba6 e0a7f9f2
        8a84c86e05f7a8772aae7a80686e1a1c f4b7b09d
        ac461bf2b93b0d90841746f51aded6c0 7391dd64
        f2567eed0aa1cdf2cd3d0bd28252f196 127db09e
        a255225baa9e37b730a95f997a6972f5 435ea556
        04cfaee41021cb7d4d020b306b24bea8 dc1f1906
        f5372bbc92f7805964701e879b48d431 b3eaafdd
        f2c811546382b10df1ac06c32c617ba7 cd5186f9
        f8f3441f76223dac15ec6b35fdb25140 7f387e7f
        d07183db3c8045087d61ee9e730c9306 1a42a15b
        c742dd9c96a3e6fa7c4f22621dacc24d 06390ded
        082333fad9fa292ab899d6000c659797 0f01bcd7
        be4300dafb8d07c88cb2b5077a061166 c7bfbb92
        5fed1b4d3b3a13332f05447560352632 217c8e4a
        fd1ee2cc5c60e6eee61f04919f6759a7 ee639bd6
        96adf5b8dc7ee75df46fbd8a1fc4ad0d 608c130f
        fa4ba2206d42a1c80d5248ae688309a4 74b2c873
        a590f95dbf240261da101a7cdb24dbba 956a95eb
        67e81b91d1cf9e0958135429dad01e82 c6fa3c7a
        183cac2236c3e0533be4704d836e4755 a2abc703
        341162551c29319bc53538edfcf23040 8009b2aa
        2251687018214b65dd8ee83eaed330ab cfe804cb
        a4cf6e50215fe278cc5cff1b0534a3e0 cb2a7e22
        df8f2ac303232b2e5b3efd8681aaa8dd 6503a727
        ba2e75d7f48cf55c0c868fd45cf16b5c 8f29787e
        ec6a40058debffff3c51977f24562e21 b2add3b7
        6a68e30b2fb93b5df78ee3a9a350a6ce 1bfb460a
        8d33a70562629994f8df99052b0eb69a 8ecf077b
        21053ccb8f925111e254bd694e97946b 2ba77b38
        e1c9cdf20f900ae6d24bf7bcb4e66135 8c1240de
        baf789f550946b431064450771b2a143 438999b6
        f7f91ec25085d0353e0278e598cc6201 1dcbdc6e
        c8933d70220ba9c8c148393a3959d256 6385ffda
        f2932e6e6ef60f0f5bbce439100a90e4 696c0cdf
        18f5d8102a5930d80230f2c39a4266d6 63842bba
        e6075c28939fb0c67246ce38c5ff938a b7e22c60
        66168862bc445f48e5b0ed07e1df3f5a d2e7d6d8
        1d0a01c38da4ac41ec7a638f5df705a9 91be922c
        a737001a2d2f802c64789a9952e6d1a7 7e0421bb
        7c3725b6084e681fb34d26c3a394a643 7ea5209f
        26d1f836557a259a81b5db5419c6a729 1c920628
        ebc2a6062854d1ec627b1f6e8432e166 4a764632
        113274e80c31cfcd81c2ad0864445178 69a749b6
        4567976c48be725906247d0bd81bb811 6f9485db
        748154ba523a1aa810b7062a13e5aa68 74780723
        30bceb3345745153352365998587cd10 8917da61
        8f2d7b8700a82fd4514dfa4202ee298f fec4f8b1
        0e664953700cdfc0d2792fadf07329eb 781a3eaf
        f44958c4dd70d9968a26fd60ba927290 b9759b61
        55fd2f6cbde0e13fd22c0b3db16228e5 483c9410
        49f3f9d12469dcc9ed356364c30066e4 2da6ebac
        c57d2d6e0d25a0651cd72786f8c951ce 43eacf34
        88ef256351ac49dfd15ab5a2de97c013 b9a13653
        d0fb6fd6db89da52361f1a30fb436ce7 356dea55
        8a42a330f01928e51631231981603fd5 3505b7f3
        6e51b2a2aecbab1df80826ef6d1e1958 5c05cd94
        3ce681a28b1be19c9e36b9c580b123ab 984745d6
        1e958ed89b86b98977f79e1b83f3d05f 93fdf708
        1d667b01d6634b5f3b6f33ac4b150d23 d70f744c
        67f222156c517debc07068cbc5eec1dd 60578c31
        a8454b9c947d1625ee3fba2607c23aff 7900eead
        416ffc7a32fcfda9a316d01790e31945 c122ad68
        c19a30c39c9c3a089bcadde1c6699447 340aa382
        786ddfae6fc77c4c410c4ec32d34247d 67c60dfb
        ef0fd3a95b9661e1fccb4e30cde32c51 4556b673
        fc1f8a66f405ccb63dc3e48207da7788 9e4f1db4
        0eacc28631b10f4498368666130ff0c9 5be04e9d
        e8db4a4626385ae6e3b2451d0a66edbf 806af2f9
        c600678d4fbe9245ad4973b1c8971bc5 7af8d4fd
        081926c361834c5c1d4319b840f315ae fc8dddd0
        1d829eafa04232a6bb4d3c2022ac3d0f da881568
        798abce8c8f62510de595a9973fb218e 1395cf7b
        61fc0deb47084fdaf1483e342d73b148 d9e25db6
        4969edd40f3eab468b8a8d49685a4edd c1b20597
        1d69d6d4158a318f1d9cafba13587017 eb539199
        ab7c61f1cca813fd36e8f1b1e5df6a0f c81ab854
        94f24fdec17aa31f74f202ae4a6874be 46ee82dc
        6e5de02579d3dfb194cc7bd49270253d 8a0528bd
        fe3e1e3621773f188040aa5db3ff1d4e 28033aae
        d7376e0d77255de23d540f027183f1ba a01ce712
        64a71e48a50e7b5a37ac91816e2b0f53 c9cb8c70
        0f22a2c0b699e189d59e30d1745d67d3 dbe68f47
        de876baf31228e3b7fe0f08e1f38ea7b 4cb1d94f
        8c6927bcf5f7aee1eed8abbe43e2e2d1 27740632
        bc96830f182a72c89e65cea9c47d88c0 e8adeb6d
        7b2fbe746dd2da86e9866a0e6aadbc4d e53a5ac7
        93e20f14a13d56567594aa962350f170 943242a4
        9e3814f951fa03796b9a66f89a9f400d 0648dc89
        95fa09845aa8d4b60047faf99aebca0c 855e31b3
        ef0a7579331853b9ebc250b4d6f3ebcc 9c1f07c2
        7fe9a90de00c9f0737d3b45fda651115 984e1ff3
        443b7b5ab9a86a1fee67e18cb8c40764 b3fba7e1
        e8a6fa9a5ca9fb061c4cdbe217c61d59 3b6d9de8
        087a08040686fd635ef389752741cc1f f085551c
        587c0486644ceb2d0b7ebdd39dd3a860 0a6b326e
        dd827ba60f8a35b1dd4e4cdfe49c4263 81eb20e2
        cf234000080a4e8da8feb533aa5904d3 34d86ee5
        c50fb1ec3ef54e916178ca9d56ee4f5c eaeac3d2
        d45fde46f467d76ed28dd4d2496dcb7f eaa64a8e
        e9baf81c961f510d08a663c7524f36df 1e2ca37b
        e3b02cc031e144fae61a3899501b4921 44c0d706
        a75eea58232e7366cea1a0e72da0cec5 5a8c79b7
        6ad7621fe1da0139ff8bad7f379cabf6 279f16b1
        6fe2ac45f65c8ac69fdc5ef7fa9ff7f0 4bd907aa
        2fbec68fd27ddddb4223044efc779851 2df6c5eb
        32bf688a7c834be1bfab7c8e0e580adb 66852d43
        dae3a7d8c62427b09c0e7bbf489d34bd 836d3b95
        3c4b02bd5ed28c67829c97791079afd2 2735b997
        e2faeac3dbd150ec8ea8e7b3e5bb8454 d71f97c2
        69942a7213eaf3c14a69996ba6c6bfeb 53bc4db5
        1c5c4dd25452e97dd187dd7ce1d1ee81 48a4d379
        fbf5607a7c612aced160e755a987262d b78dc1f5
        3e2de13070f27443d9ba3eb43f9a71ea 582170ca
        8a12d25f006fab5a2707da9e6c4e96be 939594cc
        6fd98c22e227838e6f67369764437725 c14f5b11
        3da212aebdb78ba819809d03c6cf56e2 300912da
        8c48da73e29effc9b74bb097096e0a0a ce79c50a
        e53c68b4b01c68f37e65a0dc8e67f45d e04f3867
        8331dde6364b119527af76fee17aabcf 64187bdf
        8c14471f5571926396dde6f7b7b35b56 e87c05fd
        4eb6b2deb40e5ec9bc39838102a4f4f9 4e708325
        77f2141ceffd0aa3bee4b67c450d9aa6 a157eb59
        043d78e20cb59c0bcb1578ff93ea544a 8d30432a
        65b8ecc4561c1cca053d814ffd8961d4 5b243890
        32f25a1724f2bdcad05abc1482e1329e 7490d211
        203ba3f3f7230266b993b3ee7b2d8608 1f019df2
        e5e7a47069216e1a887b90ef0394a35c 99e612b7
        3ffc8bb91dbcd8ee924948f5080b190d 264a577e
        32375391077fbf7686bafa7dc156be1c a811ba62
        a8904965aec5ddb655e97007d223db48 2b483321
        415cf7af1dc9feacb3978488f5046893 e2ef537e
        86f8ddc0c93e53e3a582e61f01f7df2f 711dbf6d
        a65ef7ba9752c4173ba48a33849c5e52 592dbca8
        f431b62ecf443102ce4ed0407de54bd4 1215e57e
        """;
}
