import TestSupport
import Testing

@Suite("AmcrestContract")
struct AmcrestContractTests {
    @Test(
        "knows what Home Assistant sends",
        arguments: [
            "snapshot.cgi", "mjpg/video.cgi?channel=1&subtype=0",
            "configManager.cgi?action=setConfig&Encode[0].MainFormat[0].VideoEnable=true&Encode[0].MainFormat[1].VideoEnable=true"
                + "&Encode[0].MainFormat[2].VideoEnable=true&Encode[0].MainFormat[3].VideoEnable=true",
            "configManager.cgi?action=setConfig&Encode[0].ExtraFormat[0].AudioEnable=false"
                + "&Encode[0].ExtraFormat[1].AudioEnable=false&Encode[0].ExtraFormat[2].AudioEnable=false",
            "ptz.cgi?action=start&channel=0&code=GotoPreset&arg1=0&arg2=12&arg3=0",
            "eventManager.cgi?action=attach&codes=[All]", "eventManager.cgi?action=attach&codes=%5BAll%5D",
            "eventManager.cgi?action=attach&codes=[All]&heartbeat=20",
            "eventManager.cgi?action=getEventIndexes&code=VideoMotion",
        ]
    )
    func known(command: String) {
        #expect(AmcrestContract.knows("/cgi-bin/\(command)"))
    }

    @Test(
        "knows what we send beyond it",
        arguments: [
            "snapshot.cgi?channel=2", "snapshot.cgi?channel=1&type=1", "magicBox.cgi?action=getSoftwareVersion",
            "configManager.cgi?action=setConfig&LeLensMask[2].Enable=true",
        ]
    )
    func ours(command: String) {
        #expect(AmcrestContract.knows("/cgi-bin/\(command)"))
    }

    @Test(
        "does not know what is a little different",
        arguments: [
            "/snapshot.cgi", "/cgi-bin/snapshot.cgi?", "/cgi-bin/snapshot.cgi?channel=one",
            "/cgi-bin/configManager.cgi?action=setConfig&LeLensMask[0].Enable=True",
            "/cgi-bin/configManager.cgi?action=setConfig&Encode[0].MainFormat[0].VideoEnable=true",
            "/cgi-bin/configManager.cgi?name=RTSP&action=getConfig",
            "/cgi-bin/ptz.cgi?action=start&channel=0&code=Up&arg1=0&arg2=1", "/cgi-bin/magicBox.cgi?action=reboot",
        ]
    )
    func strange(target: String) {
        #expect(!AmcrestContract.knows(target))
    }
}
